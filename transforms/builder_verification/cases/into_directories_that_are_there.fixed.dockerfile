FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /app
RUN mkdir -p /lib-of-it/deep
COPY main.py /app
COPY helper.py /lib-of-it/deep
COPY note.txt /app/data/
COPY numbers.py /app/data

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /app/main.py && \
    python3 -m py_compile /app/main.py && \
    python3 -m py_compile /app/data/numbers.py && \
    python3 -m py_compile /lib-of-it/deep/helper.py && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
COPY --from=builder /lib-of-it/deep /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
