FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONOPTIMIZE=2
WORKDIR /srv
COPY pkg pkg

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import importlib.machinery, importlib.util, os, sys; \
sys.path.insert(0, '/srv'); \
entrypoint_path = '/srv/pkg/serve.py'; \
os.path.exists(entrypoint_path) or sys.exit(f'CRITICAL: Entrypoint not found at {entrypoint_path}'); \
os.path.isfile(entrypoint_path) or sys.exit(f'CRITICAL: {entrypoint_path} is not a file'); \
spec = importlib.util.find_spec('pkg'); \
spec is not None or sys.exit('CRITICAL: Module pkg not found'); \
spec = importlib.machinery.PathFinder.find_spec('serve', list(spec.submodule_search_locations or [])); \
spec is not None or sys.exit('CRITICAL: Module pkg.serve not found'); \
import pkg.serve; \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "-m", "pkg.serve"]
