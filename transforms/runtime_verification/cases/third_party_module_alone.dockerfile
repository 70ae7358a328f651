FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps celery

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /usr/local/lib/python3.11/site-packages
WORKDIR /app
COPY tasks.py .
CMD ["/usr/bin/python3.11", "-m", "celery", "worker"]
