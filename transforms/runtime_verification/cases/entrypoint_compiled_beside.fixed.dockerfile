FROM python:3.11-slim-bookworm AS builder
COPY app /app
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
RUN ["/usr/bin/python3.11", "-m", "compileall", "-q", "-b", "/app"]

# Verify entrypoint exists
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/main.pyc'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
print('✅ All service modules verified')"]

ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.pyc"]
