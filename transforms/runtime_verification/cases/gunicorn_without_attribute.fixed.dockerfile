FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/packages celery flask gunicorn

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/packages PYTHONDONTWRITEBYTECODE=1
COPY --from=builder /packages /packages
WORKDIR /app
COPY . .

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import importlib.machinery, importlib.util, os, sys; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/site_/wsgi.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
assert importlib.util.find_spec('gunicorn') is not None, 'CRITICAL: Module gunicorn not found'; \
spec = importlib.util.find_spec('site_'); \
assert spec is not None, 'CRITICAL: Module site_ not found'; \
spec = importlib.machinery.PathFinder.find_spec('wsgi', list(spec.submodule_search_locations or [])); \
assert spec is not None, 'CRITICAL: Module site_.wsgi not found'; \
import site_.wsgi; \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "-m", "gunicorn", "-w", "2", "site_.wsgi"]
