FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/packages celery

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/packages PYTHONDONTWRITEBYTECODE=1
COPY --from=builder /packages /packages
WORKDIR /app
COPY . .
CMD ["/usr/bin/python3.11", "-m", "celery", "-A", "worker.celery", "worker", "--loglevel", "info"]
