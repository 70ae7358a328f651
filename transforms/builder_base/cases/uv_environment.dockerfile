FROM ghcr.io/astral-sh/uv:python3.12-bookworm-slim AS builder
WORKDIR /srv
COPY pyproject.toml uv.lock ./
ENV UV_PROJECT_ENVIRONMENT=/opt/packages
RUN uv sync --frozen

FROM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY main.py ./
COPY --from=builder /opt/packages /opt/packages
CMD ["main.py"]
