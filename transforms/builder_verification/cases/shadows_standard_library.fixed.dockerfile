FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY pkg/ ./

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    cd / && \
    python3 --version && \
    which python3 && \
    python3 -m py_compile /build/__init__.py && \
    python3 -m py_compile /build/main.py && \
    python3 -m py_compile /build/types.py && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY --from=builder /build /app/pkg
CMD ["/usr/bin/python3.11", "-m", "pkg.main"]
