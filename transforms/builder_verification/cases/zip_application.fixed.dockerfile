FROM python:3.11-slim-bookworm AS builder
COPY app.pyz /app/app.pyz

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -e /app/app.pyz && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app/app.pyz /app/app.pyz
CMD ["/usr/bin/python3.11", "/app/app.pyz"]
