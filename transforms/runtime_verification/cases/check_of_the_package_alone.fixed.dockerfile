FROM python:3.11-slim-bookworm AS builder
COPY app /srv/app
FROM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY --from=builder /srv /srv

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
import importlib.machinery, importlib.util; \
sys.path.insert(0, '/srv'); \
entrypoint_path = '/srv/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
spec = importlib.util.find_spec('app'); \
assert spec is not None, 'CRITICAL: Module app not found'; \
spec = importlib.machinery.PathFinder.find_spec('main', list(spec.submodule_search_locations or [])); \
assert spec is not None, 'CRITICAL: Module app.main not found'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All service modules verified')"]

RUN ["/usr/bin/python3.11", "-c", "import importlib.util; assert importlib.util.find_spec('app')"]
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "app.main"]
