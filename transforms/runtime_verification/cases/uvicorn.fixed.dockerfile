FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps uvicorn

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /usr/local/lib/python3.11/site-packages
WORKDIR /app
COPY api api

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
import importlib.machinery, importlib.util; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/api/app.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
assert importlib.util.find_spec('uvicorn') is not None, 'CRITICAL: Module uvicorn not found'; \
spec = importlib.util.find_spec('api'); \
assert spec is not None, 'CRITICAL: Module api not found'; \
spec = importlib.machinery.PathFinder.find_spec('app', list(spec.submodule_search_locations or [])); \
assert spec is not None, 'CRITICAL: Module api.app not found'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "-m", "uvicorn", "api.app:app", "--port", "80"]
