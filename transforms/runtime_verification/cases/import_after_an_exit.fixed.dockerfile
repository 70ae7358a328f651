FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY requirements.txt .
RUN pip install --target=/deps -r requirements.txt
FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/deps
COPY --from=builder /deps /deps
COPY main.py /app/

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
import importlib.util; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
assert importlib.util.find_spec('flask') is not None, 'CRITICAL: Module flask not found'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "/app/main.py"]
