FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY --parents app/main.py app/h*.py ./
COPY --exclude=dev_*.py --exclude=*.txt more/ more/

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /build/app/main.py && \
    python3 -m py_compile /build/app/main.py && \
    python3 -m py_compile /build/app/helper.py && \
    python3 -m py_compile /build/more/kept.py && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build/app /app
COPY --from=builder /build/more /app/more
CMD ["/usr/bin/python3.11", "/app/main.py"]
