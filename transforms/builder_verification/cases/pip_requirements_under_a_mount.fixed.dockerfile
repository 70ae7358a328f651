FROM python:3.11-slim-bookworm AS builder
COPY requirements.txt /r/
RUN --mount=type=bind,source=prod.txt,target=/r/requirements.txt pip install -t /deps -r /r/requirements.txt

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
ENV PYTHONPATH=/deps
CMD ["-m", "six"]
