FROM ghcr.io/astral-sh/uv:python3.11-bookworm-slim AS builder
WORKDIR /srv
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev

FROM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY main.py ./
COPY --from=builder /srv/.venv /srv/.venv
CMD ["main.py"]
