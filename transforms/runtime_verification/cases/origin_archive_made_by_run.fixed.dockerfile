FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY . .
RUN python -m zipapp app -o /app.pyz

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app.pyz /app.pyz

# Verify entrypoint exists
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.path.insert(0, '/'); \
entrypoint_path = '/app.pyz'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
print('✅ All service modules verified')"]

ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app.pyz"]
