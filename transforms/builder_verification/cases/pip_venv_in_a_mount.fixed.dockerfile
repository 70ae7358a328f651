FROM python:3.11-slim-bookworm AS builder
RUN --mount=type=cache,target=/venv python3 -m venv /venv && /venv/bin/pip install six && cp -a /venv /out

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /out/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
CMD ["-m", "six"]
