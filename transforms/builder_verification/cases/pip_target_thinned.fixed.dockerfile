FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps flask && pip install --target=/kept click
RUN find /deps -name "*.dist-info" -exec rm -rf {} + && find /kept -name "__pycache__" -exec rm -rf {} +

# Verify Python works and the packages are there
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    python3 -c "from importlib.metadata import distributions as find; assert list(find(name='click', path=['/kept'])), 'click not found'" && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /kept /kept
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
