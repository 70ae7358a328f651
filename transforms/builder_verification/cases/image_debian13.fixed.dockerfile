FROM python:3.13-slim-trixie AS builder
COPY main.py /app/main.py

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /app/main.py && \
    python3 -m py_compile /app/main.py && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian13
COPY --from=builder /app /app
CMD ["/app/main.py"]
