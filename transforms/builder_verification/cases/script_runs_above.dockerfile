FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY app app
COPY tools tools
RUN python tools/prune.py

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build/app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
