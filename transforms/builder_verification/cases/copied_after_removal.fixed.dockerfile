FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY main.py ./
COPY old/helper.py pkg/
COPY pkg /new/pkg

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /build/main.py && \
    python3 -m py_compile /build/main.py && \
    echo "✅ Builder stage verification passed"

RUN rm -rf /build/pkg && cp -r /new/pkg /build/pkg

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
