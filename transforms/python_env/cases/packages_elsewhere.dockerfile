FROM python:3.11-slim-bookworm AS builder
RUN pip install requests

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/app
COPY --from=builder /usr/local/lib/python3.11/site-packages /app/usr/local/lib/python3.11/site-packages
CMD ["/usr/bin/python3.11", "/app/main.py"]
