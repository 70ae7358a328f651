FROM registry.access.redhat.com/ubi9/ubi-minimal AS builder
RUN microdnf install -y python3
COPY main.py /app/main.py

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    command -v python3 && \
    test -f /app/main.py && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
