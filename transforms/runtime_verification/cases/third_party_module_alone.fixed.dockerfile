FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps celery

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /usr/local/lib/python3.11/site-packages
WORKDIR /app
COPY tasks.py .

# Verify entrypoint exists
RUN ["/usr/bin/python3.11", "-c", "import sys; \
sys.dont_write_bytecode = True; \
import importlib.util; \
sys.path.insert(0, '/app'); \
assert importlib.util.find_spec('celery') is not None, 'CRITICAL: Module celery not found'; \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "-m", "celery", "worker"]
