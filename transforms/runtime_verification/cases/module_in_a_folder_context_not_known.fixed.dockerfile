FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY svc/ /build/app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY --from=builder /build/app /app

# Verify entrypoint exists
RUN ["/usr/bin/python3.11", "-c", "import sys; \
sys.dont_write_bytecode = True; \
import importlib.util; \
sys.path.insert(0, '/app'); \
assert importlib.util.find_spec('main') is not None, 'CRITICAL: Module main not found'; \
print('✅ All modules verified')"]

CMD ["/usr/bin/python3.11", "-m", "uvicorn", "main:app"]
