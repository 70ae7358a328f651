FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY helper.py /app/
RUN printf "import helper\n" > /app/main.py

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /app/main.py && \
    python3 -m py_compile /app/main.py && \
    python3 -m py_compile /app/helper.py && \
    echo "✅ Builder stage verification passed"

RUN ls /app

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
