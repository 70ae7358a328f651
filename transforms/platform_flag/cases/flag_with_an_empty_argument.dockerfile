ARG TARGETPLATFORM
FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
