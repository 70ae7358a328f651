FROM python:3.11-slim-bookworm AS builder
RUN pip install flask
COPY main.py /app/main.py
FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/app:/usr/local/lib/python3.12/site-packages
COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
