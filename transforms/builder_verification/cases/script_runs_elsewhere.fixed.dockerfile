FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /tools
COPY tools ./
RUN python report.py && python3 -c "import sys; print(sys.path)" && openssl version
COPY app /build/app
RUN apt-get update && useradd -m x && chmod -R a+rX /build && ls -R /build && find /build -name "*.pyc" -delete

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /build/app/main.py && \
    python3 -m py_compile /build/app/main.py && \
    python3 -m py_compile /build/app/helper.py && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build/app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
