FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/bin /app/usr/bin
COPY --from=builder /app /app
ENTRYPOINT ["/app/usr/bin/python3.11", "/app/main.py"]
