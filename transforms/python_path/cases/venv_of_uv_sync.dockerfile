FROM --platform=$TARGETPLATFORM ghcr.io/astral-sh/uv:python3.11-bookworm-slim AS builder
WORKDIR /app
COPY . .
RUN uv sync --frozen --no-dev

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/app/.venv/bin/python", "/app/main.py"]
