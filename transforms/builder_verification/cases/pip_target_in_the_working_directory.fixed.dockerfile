FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
RUN pip install --target=deps six

# Verify Python works and the packages are there
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    python3 -c "from importlib.metadata import distributions as find; assert list(find(name='six', path=['/build/deps'])), 'six not found'" && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/deps
COPY --from=builder /build/deps /deps
COPY main.py /app/main.py
CMD ["/usr/bin/python3.11", "/app/main.py"]
