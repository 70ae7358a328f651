ARG TARGETPLATFORM
FROM --platform=${TARGETPLATFORM:-linux/arm64} python:3.11-slim-bookworm AS builder
FROM --platform=${TARGETPLATFORM:-linux/arm64} gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
