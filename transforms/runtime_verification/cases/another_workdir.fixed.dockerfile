FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /data
COPY main.py helper.py /srv/app/

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
sys.path[0] = '/srv/app'; \
entrypoint_path = '/srv/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
import main; \
import helper; \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "/srv/app/main.py"]
