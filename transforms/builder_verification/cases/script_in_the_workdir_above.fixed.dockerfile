FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY . .
RUN cp -r src /app && cp extra/* /app/
RUN ./tools/prune.sh
RUN chmod 755 /app

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /app/main.py && \
    python3 -m py_compile /app/main.py && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
