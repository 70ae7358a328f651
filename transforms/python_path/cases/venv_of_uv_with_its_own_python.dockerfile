FROM --platform=$TARGETPLATFORM ghcr.io/astral-sh/uv:bookworm-slim AS builder
ENV UV_PYTHON_INSTALL_DIR=/python
WORKDIR /app
COPY . .
RUN uv sync --frozen --no-dev

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PATH=/app/.venv/bin:$PATH
COPY --from=builder /python /python
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["python", "/app/main.py"]
