FROM --platform=$TARGETPLATFORM ghcr.io/astral-sh/uv:python3.11-bookworm-slim AS builder
ENV UV_PROJECT_ENVIRONMENT=/opt/venv UV_PYTHON=/usr/bin/python3
WORKDIR /app
COPY . .
RUN ln -s /usr/local/bin/python3 /usr/bin/python3 && uv sync --frozen --no-dev

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PATH=/opt/venv/bin:$PATH
COPY --from=builder /app /app
COPY --from=builder /opt/venv /opt/venv
ENTRYPOINT []
CMD ["/opt/venv/bin/python", "/app/main.py"]
