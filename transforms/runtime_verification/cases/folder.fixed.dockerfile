FROM gcr.io/distroless/python3-debian12
COPY app/ /srv/app/

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
sys.path.insert(0, '/srv/app'); \
entrypoint_path = '/srv/app/__main__.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
import helper; \
print('✅ All service modules verified')"]

ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/srv/app"]
