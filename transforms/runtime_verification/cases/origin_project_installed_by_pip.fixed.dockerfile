FROM python:3.11-slim-bookworm AS builder
WORKDIR /src
COPY . .
RUN pip install --target=/opt/app .

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/opt/app
COPY --from=builder /opt/app /opt/app

# Verify entrypoint exists
RUN ["/usr/bin/python3.11", "-c", "import sys; \
sys.dont_write_bytecode = True; \
import importlib.machinery, importlib.util; \
sys.path.insert(0, '/'); \
spec = importlib.util.find_spec('acme'); \
assert spec is not None, 'CRITICAL: Module acme not found'; \
spec = importlib.machinery.PathFinder.find_spec('hello', list(spec.submodule_search_locations or [])); \
assert spec is not None, 'CRITICAL: Module acme.hello not found'; \
spec = importlib.machinery.PathFinder.find_spec('cli', list(spec.submodule_search_locations or [])); \
assert spec is not None, 'CRITICAL: Module acme.hello.cli not found'; \
print('✅ All service modules verified')"]

ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "acme.hello.cli"]
