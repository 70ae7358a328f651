FROM python:3.11-slim-bookworm AS builder
ENV PYTHONPATH=/app
WORKDIR /app
COPY . .

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /app/main.py && \
    python3 -m py_compile /app/main.py && \
    python3 -m py_compile /app/sitecustomize.py && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
ENV PYTHONPATH=/app
WORKDIR /app
CMD ["main.py"]
