FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN python -m venv /opt/venv && /opt/venv/bin/pip install requests
RUN ln -sf /usr/bin/python3 /opt/venv/bin/python

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /opt /opt
ENTRYPOINT []
CMD ["/opt/venv/bin/python", "-m", "requests"]
