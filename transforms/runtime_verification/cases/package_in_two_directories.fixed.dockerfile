FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:nonroot
ENV PYTHONPATH=/srv/core:/srv/extra
COPY core /srv/core
COPY extra /srv/extra

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
import importlib.util; \
sys.path.insert(0, '/home/nonroot'); \
entrypoint_path = '/srv/extra/acme/worker.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
assert importlib.util.find_spec('acme') is not None, 'CRITICAL: Module acme not found'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
compile(open('/srv/core/acme/__init__.py', 'rb').read(), '/srv/core/acme/__init__.py', 'exec'); \
compile(open('/srv/core/acme/base.py', 'rb').read(), '/srv/core/acme/base.py', 'exec'); \
print('✅ All service modules verified')"]

ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "acme.worker"]
