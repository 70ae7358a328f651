FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps celery

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /usr/local/lib/python3.11/site-packages
WORKDIR /app
COPY tasks.py .

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
import importlib.util; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/tasks.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
assert importlib.util.find_spec('celery') is not None, 'CRITICAL: Module celery not found'; \
assert importlib.util.find_spec('tasks') is not None, 'CRITICAL: Module tasks not found'; \
import tasks; \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "-m", "celery", "-A", "tasks", "worker"]
