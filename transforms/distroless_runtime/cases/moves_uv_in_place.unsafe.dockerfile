FROM python:3.11-slim AS builder
COPY --from=ghcr.io/astral-sh/uv:latest /uv /uvx /bin/
WORKDIR /app
COPY pyproject.toml uv.lock ./
COPY src src
RUN uv sync --frozen

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/app/src:/app/.venv/lib/python3.11/site-packages

COPY --from=builder --chown=65532:65532 /app /app
WORKDIR /app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/.venv/bin/svc"]
