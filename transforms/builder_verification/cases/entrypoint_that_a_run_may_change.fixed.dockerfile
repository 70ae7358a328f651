FROM python:3.11-slim-bookworm AS builder
RUN git clone https://example.com/app /src && pip install --target=/src/lib -r /src/requirements.txt

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /src /app
RUN ["/usr/bin/python3.11", "/app/setup.py"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
