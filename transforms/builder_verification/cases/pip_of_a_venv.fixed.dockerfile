FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN python -m venv /opt/venv && /opt/venv/bin/pip install flask && /opt/venv/bin/python -m pip install click

# Verify Python works and the packages are there
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    /opt/venv/bin/python -m pip show --quiet flask && \
    /opt/venv/bin/python -m pip show --quiet click && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /opt/venv /opt/venv
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
