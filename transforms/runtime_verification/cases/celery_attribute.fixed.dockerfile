FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/packages celery

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/packages PYTHONDONTWRITEBYTECODE=1
COPY --from=builder /packages /packages
WORKDIR /app
COPY . .

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import importlib.util, os, sys; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/worker.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
assert importlib.util.find_spec('celery') is not None, 'CRITICAL: Module celery not found'; \
assert importlib.util.find_spec('worker') is not None, 'CRITICAL: Module worker not found'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "-m", "celery", "-A", "worker.celery", "worker", "--loglevel", "info"]
