FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS deps
COPY helper.py /deps/

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    python3 -m py_compile /deps/helper.py && \
    echo "✅ Builder stage verification passed"

FROM deps AS builder
USER 65532
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=deps /deps /app
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
