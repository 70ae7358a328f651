FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps six==1.16.0
COPY . /srv
FROM gcr.io/distroless/python3-debian12
WORKDIR /srv
ENV PYTHONPATH=/deps
COPY --from=builder /deps /deps
COPY --from=builder /srv /srv

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
sys.path[0] = '/srv/bin'; \
import importlib.util; \
entrypoint_path = '/srv/bin/run.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
assert importlib.util.find_spec('six') is not None, 'CRITICAL: Module six not found'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All service modules verified')"]

CMD ["/srv/bin/run.py"]
