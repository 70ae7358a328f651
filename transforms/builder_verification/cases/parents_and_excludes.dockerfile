FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY --parents app/main.py app/h*.py ./
COPY --exclude=dev_*.py --exclude=*.txt more/ more/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build/app /app
COPY --from=builder /build/more /app/more
CMD ["/usr/bin/python3.11", "/app/main.py"]
