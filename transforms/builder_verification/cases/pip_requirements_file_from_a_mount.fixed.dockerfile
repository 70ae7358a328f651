FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
RUN --mount=type=bind,source=requirements.txt,target=requirements.txt pip install -r requirements.txt

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
