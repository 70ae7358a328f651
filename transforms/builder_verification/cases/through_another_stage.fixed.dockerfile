FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY main.py helper.py /src/

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /src/main.py && \
    python3 -m py_compile /src/main.py && \
    python3 -m py_compile /src/helper.py && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM debian:12-slim AS gather
COPY --from=builder /src /gathered

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=gather /gathered /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
