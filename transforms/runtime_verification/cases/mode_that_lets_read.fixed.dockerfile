FROM python:3.11-slim-bookworm AS builder
COPY app /srv/app
RUN chmod -R u=rwX,go=rX /srv/app

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /srv/app /app

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.path[0] = '/app'; \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "/app/main.py"]
