FROM python:3.11-slim-bookworm AS builder
ARG WITH_CERTS
RUN pip install --target=/deps idna
RUN [ -n "$WITH_CERTS" ] || exit 0; pip install --target=/deps certifi

# Verify Python works and the packages are there
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    python3 -c "from importlib.metadata import distributions as find; assert list(find(name='idna', path=['/deps'])), 'idna not found'" && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY main.py /app/
ENV PYTHONPATH=/deps
CMD ["/usr/bin/python3.11", "/app/main.py"]
