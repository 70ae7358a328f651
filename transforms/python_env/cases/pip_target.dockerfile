FROM python:3.11-slim-bookworm AS builder
RUN pip install -qt /deps requests

FROM gcr.io/distroless/python3-debian12
ENV PATH=/usr/local/bin:/usr/bin:/bin PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONIOENCODING=utf-8 LANG=C.UTF-8 LC_ALL=C.UTF-8 \
    PYTHONPATH=/app:/app/deps
COPY --from=builder /deps /app/deps
CMD ["/usr/bin/python3.11", "/app/main.py"]
