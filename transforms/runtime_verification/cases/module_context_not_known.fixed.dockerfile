FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY pkg pkg

# Verify entrypoint exists
RUN ["/usr/bin/python3.11", "-c", "import sys; \
sys.dont_write_bytecode = True; \
import importlib.machinery, importlib.util; \
sys.path.insert(0, '/srv'); \
spec = importlib.util.find_spec('pkg'); \
assert spec is not None, 'CRITICAL: Module pkg not found'; \
spec = importlib.machinery.PathFinder.find_spec('serve', list(spec.submodule_search_locations or [])); \
assert spec is not None, 'CRITICAL: Module pkg.serve not found'; \
print('✅ All modules verified')"]

CMD ["/usr/bin/python3.11", "-m", "pkg.serve"]
