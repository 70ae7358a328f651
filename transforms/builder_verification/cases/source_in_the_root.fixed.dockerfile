FROM python:3.11-slim-bookworm AS builder
COPY main.py /

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /main.py && \
    python3 -m py_compile /./main.py && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /main.py /main.py
CMD ["/main.py"]
