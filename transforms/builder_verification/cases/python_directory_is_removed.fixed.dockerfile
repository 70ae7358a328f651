FROM python:3.11-slim-bookworm AS builder
WORKDIR /app
RUN rm -rf /usr/local/lib/python3.11
COPY main.py .

FROM python:3.11-slim-bookworm AS trimmed
WORKDIR /app
RUN rm -rf /usr/local/lib/python3.11/site-packages/pip /usr/lib/python3 && find /usr/local -name '*.pyc' -delete
COPY main.py .

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
COPY --from=trimmed /app /opt/app
CMD ["/app/main.py"]
