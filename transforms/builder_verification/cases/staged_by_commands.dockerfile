FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY service/ ./src/
RUN apt-get update && apt-get install -y rsync && mkdir -p ./api && cp -r ./src/api/. ./api/ && rsync -a src/lib/ api/lib && \
    install -D -m 0644 src/extra.py api/extra.py && mv src/late.py src/later.py api && rm -rf ./src

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build/api /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
