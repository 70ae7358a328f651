FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
ENV PYTHONPATH=/app
WORKDIR /app
COPY . .

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
