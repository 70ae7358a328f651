FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY app/ /app/

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /app/main.py && \
    python3 -m py_compile /app/main.py && \
    python3 -m py_compile /app/helper.py && \
    echo "✅ Builder stage verification passed"

RUN which python3 && python3 -c "import sys; assert sys.version_info[:2] == (3, 11)" && \
    python3 -c "import os, platform; print(platform.python_version(), os.getcwd())"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
