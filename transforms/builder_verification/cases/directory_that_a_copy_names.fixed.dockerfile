FROM python:3.11-slim-bookworm AS builder
WORKDIR /app
COPY requirements.txt requirements-prod.txt ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt
COPY payment/services/__init__.py ./services/
COPY payment/config.py ./
COPY payment/ ./

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12:nonroot
ENV PYTHONPATH=/lib-first:/app
WORKDIR /app
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
CMD ["-m", "uvicorn", "main:app"]
