FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps flask gunicorn

FROM gcr.io/distroless/python3-debian12 AS development
ENV PYTHONPATH=/deps FLASK_APP=/srv/app.py
COPY --from=builder /deps /deps
COPY app.py /srv/
WORKDIR /srv

# Verify entrypoint exists
RUN ["/usr/bin/python3.11", "-c", "import sys; \
sys.dont_write_bytecode = True; \
import importlib.util; \
sys.path.insert(0, '/srv'); \
assert importlib.util.find_spec('flask') is not None, 'CRITICAL: Module flask not found'; \
print('✅ All service modules verified')"]

ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "flask", "run"]

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/deps
COPY --from=builder /deps /deps
WORKDIR /srv
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "celery", "worker"]
