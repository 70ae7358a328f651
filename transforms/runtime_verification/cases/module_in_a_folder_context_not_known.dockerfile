FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY svc/ /build/app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY --from=builder /build/app /app
CMD ["/usr/bin/python3.11", "-m", "uvicorn", "main:app"]
