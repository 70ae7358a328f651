FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps flask \&\& pip install --target=/app/lib/site-packages boto3
COPY main.py /app/main.py
FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/app/lib/site-packages
COPY --from=builder /deps /deps
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
