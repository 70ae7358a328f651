FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps uvicorn

FROM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY --from=builder /deps /usr/local/lib/python3.11/site-packages
COPY src/ /app/src/
COPY common.py /app/

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
import importlib.util; \
sys.path.insert(0, '/app'); \
sys.path.insert(0, '/app/src'); \
entrypoint_path = '/app/src/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
assert importlib.util.find_spec('uvicorn') is not None, 'CRITICAL: Module uvicorn not found'; \
assert importlib.util.find_spec('main') is not None, 'CRITICAL: Module main not found'; \
import main; \
import common; \
print('✅ All service modules verified')"]

ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "uvicorn", "main:app", "--app-dir", "/app/src"]
