FROM python:3.11-slim-bookworm AS base
ENV PIP_NO_CACHE_DIR=1

FROM base AS deps
COPY wheels /wheels
RUN pip install --no-index --find-links=/wheels --target=/deps greet

# Verify Python works and the packages are there
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    python3 -c "from importlib.metadata import distributions as find; assert list(find(name='greet', path=['/deps'])), 'greet not found'" && \
    echo "✅ Builder stage verification passed"

FROM deps AS builder
COPY main.py /app/

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /app/main.py && \
    python3 -m py_compile /app/main.py && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12 AS runtime-base
ENV PYTHONPATH=/deps

FROM runtime-base
COPY --from=deps /deps /deps
COPY --from=2 /app /app
CMD ["/app/main.py"]
