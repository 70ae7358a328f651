FROM gcr.io/distroless/python3-debian12
WORKDIR /srv/data
COPY data /srv/data
COPY svc /srv/svc
ENV PYTHONPATH=/srv

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
sys.path.pop(0); \
import importlib.machinery, importlib.util; \
sys.path.insert(0, '/srv/data'); \
entrypoint_path = '/srv/svc/__main__.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
spec = importlib.util.find_spec('svc'); \
assert spec is not None, 'CRITICAL: Module svc not found'; \
spec = importlib.machinery.PathFinder.find_spec('__main__', list(spec.submodule_search_locations or [])); \
assert spec is not None, 'CRITICAL: Module svc.__main__ not found'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All service modules verified')"]

CMD ["-m", "svc"]
