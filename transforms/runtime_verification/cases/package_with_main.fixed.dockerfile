FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY pkg pkg

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import importlib.util, os, sys; \
sys.path.insert(0, '/srv'); \
entrypoint_path = '/srv/pkg/__main__.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
assert importlib.util.find_spec('pkg') is not None, 'CRITICAL: Module pkg not found'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
import pkg.db; \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "-m", "pkg"]
