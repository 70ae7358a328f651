FROM gcr.io/distroless/python3-debian12
WORKDIR /site
COPY public .

# Verify entrypoint exists
RUN ["/usr/bin/python3.11", "-c", "import sys; \
sys.dont_write_bytecode = True; \
import importlib.machinery, importlib.util; \
sys.path.insert(0, '/site'); \
spec = importlib.util.find_spec('http'); \
assert spec is not None, 'CRITICAL: Module http not found'; \
spec = importlib.machinery.PathFinder.find_spec('server', list(spec.submodule_search_locations or [])); \
assert spec is not None, 'CRITICAL: Module http.server not found'; \
print('✅ All modules verified')"]

ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "http.server", "8000"]
