FROM python:3.11-slim-bookworm AS builder
RUN pip install uvloop || echo "no uvloop on this platform"
RUN if [ -n "$EXTRA" ]; then pip install six; fi
RUN pip install attrs

# Verify Python works and the packages are there
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    python3 -m pip show --quiet attrs && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY main.py /app/main.py
CMD ["/usr/bin/python3.11", "/app/main.py"]
