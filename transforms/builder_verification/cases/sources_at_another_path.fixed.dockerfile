FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY src/ /build/api/

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /build/api/main.py && \
    python3 -m py_compile /build/api/main.py && \
    python3 -m py_compile /build/api/helper.py && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build/api /app/api
CMD ["/usr/bin/python3.11", "/app/api/main.py"]
