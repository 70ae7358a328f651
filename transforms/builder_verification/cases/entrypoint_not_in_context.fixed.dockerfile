FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY app/ /app/

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
