FROM python:3.11-slim-bookworm AS builder
USER 1000
RUN python3 -m venv /tmp/venv && /tmp/venv/bin/pip install six

# Verify Python works and the packages are there
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    /tmp/venv/bin/python -m pip show --quiet six && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /tmp/venv/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY main.py /app/main.py
CMD ["/usr/bin/python3.11", "/app/main.py"]
