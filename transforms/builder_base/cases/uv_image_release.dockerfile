FROM ghcr.io/astral-sh/uv:0.9.5-python3.11-trixie-slim AS builder
WORKDIR /srv
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev

FROM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY main.py ./
COPY --from=builder /srv/.venv /srv/.venv
CMD ["main.py"]
