FROM python:3.11-slim-bookworm AS builder
COPY sessions/main.py /app/
COPY sessions/core/ /app/sessions/core/
COPY sessions/__init__.py /app/sessions/

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /app/main.py && \
    python3 -m py_compile /app/main.py && \
    echo "✅ Builder stage verification passed"

# Create the user
RUN useradd lucid

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
