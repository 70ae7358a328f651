FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY service/ ./src/
RUN apt-get update && apt-get install -y rsync && mkdir -p ./api && cp -r ./src/api/. ./api/ && rsync -a src/lib/ api/lib && \
    install -D -m 0644 src/extra.py api/extra.py && mv src/late.py src/later.py api && rm -rf ./src

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /build/api/main.py && \
    python3 -m py_compile /build/api/main.py && \
    python3 -m py_compile /build/api/__init__.py && \
    python3 -m py_compile /build/api/extra.py && \
    python3 -m py_compile /build/api/late.py && \
    python3 -m py_compile /build/api/later.py && \
    python3 -m py_compile /build/api/lib/deep.py && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build/api /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
