FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY api/ ./
COPY main.py /app/main.py

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    cd / && \
    python3 --version && \
    which python3 && \
    test -f /app/main.py && \
    python3 -m py_compile /app/main.py && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /build /app/api
COPY --from=builder /app/main.py /app/main.py
CMD ["/usr/bin/python3.11", "/app/main.py"]
