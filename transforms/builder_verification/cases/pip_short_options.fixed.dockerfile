FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --no-cache-dir -qt /deps click==8.1.7 && \
    pip install -Ut/more "uvicorn[standard]>=0.20"

# Verify Python works and the packages are there
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    python3 -c "from importlib.metadata import distributions as find; assert list(find(name='click', path=['/deps'])), 'click not found'" && \
    python3 -c "from importlib.metadata import distributions as find; assert list(find(name='uvicorn', path=['/more'])), 'uvicorn not found'" && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/deps:/more
COPY --from=builder /deps /deps
COPY --from=builder /more /more
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
