FROM python:3.11-slim-bookworm AS builder
RUN PYTHONUSERBASE=/ub pip install --user six

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /ub/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
CMD ["-m", "six"]
