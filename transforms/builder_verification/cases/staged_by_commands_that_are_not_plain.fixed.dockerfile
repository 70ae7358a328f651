FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY service/ ./src/
RUN if [ -d src ]; then cp src/main.py /first/main.py; fi

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /first/main.py && \
    python3 -m py_compile /first/main.py && \
    echo "✅ Builder stage verification passed"

RUN cp -u src/main.py /second/ || true
RUN for f in src/*.py; do cp $f /third/; done

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /first /app/first
COPY --from=builder /second /app/second
COPY --from=builder /third /app/third
CMD ["/usr/bin/python3.11", "/app/first/main.py"]
