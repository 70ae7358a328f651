FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt

# Verify Python works and the packages are there
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    python3 -m pip show --quiet flask && \
    python3 -m pip show --quiet pyyaml && \
    python3 -m pip show --quiet uvicorn && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
