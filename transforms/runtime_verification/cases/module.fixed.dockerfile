FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY pkg pkg

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
import importlib.machinery, importlib.util; \
sys.path.insert(0, '/srv'); \
entrypoint_path = '/srv/pkg/serve.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
spec = importlib.util.find_spec('pkg'); \
assert spec is not None, 'CRITICAL: Module pkg not found'; \
spec = importlib.machinery.PathFinder.find_spec('serve', list(spec.submodule_search_locations or [])); \
assert spec is not None, 'CRITICAL: Module pkg.serve not found'; \
import pkg.serve; \
import pkg.db; \
print('✅ All service modules verified')"]

USER 65532:65532
CMD ["/usr/bin/python3.11", "-m", "pkg.serve"]
