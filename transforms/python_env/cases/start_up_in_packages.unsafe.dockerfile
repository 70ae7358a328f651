FROM python:3.11-slim-bookworm AS builder
COPY sitecustomize.py /usr/local/lib/python3.11/site-packages/
COPY main.py /app/main.py
FROM gcr.io/distroless/python3-debian12

ENV PATH=/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/usr/local/lib/python3.11/site-packages \
    PYTHONIOENCODING=utf-8 \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8

COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=builder /app /app
CMD ["/app/main.py"]
