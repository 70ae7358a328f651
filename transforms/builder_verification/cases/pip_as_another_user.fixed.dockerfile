FROM python:3.11-slim-bookworm AS builder
USER 1000
RUN pip install six
USER 0
RUN mv /.local/lib/python3.11/site-packages /site-packages

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /site-packages /usr/local/lib/python3.11/site-packages
COPY main.py /app/main.py
CMD ["/usr/bin/python3.11", "/app/main.py"]
