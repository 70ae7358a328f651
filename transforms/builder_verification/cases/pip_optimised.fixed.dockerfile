FROM python:3.11-slim-bookworm AS builder
ENV PYTHONOPTIMIZE=1
RUN pip install --target=/deps six

# Verify Python works and the packages are there
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    python3 -c "from importlib.metadata import distributions as find; list(find(name='six', path=['/deps'])) or exit('six not found')" && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
ENV PYTHONPATH=/deps
CMD ["-m", "six"]
