FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY app/ src/

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /build/src/main.py && \
    python3 -m py_compile /build/src/main.py && \
    python3 -m py_compile /build/src/helper.py && \
    echo "✅ Builder stage verification passed"

FROM builder AS test
COPY tests tests
RUN python tests/run.py

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=test /build/src /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
