FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY src/ /build/api/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build/api /app/api
CMD ["/usr/bin/python3.11", "/app/api/main.py"]
