FROM gcr.io/distroless/python3-debian12
COPY src /srv/app
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=.
WORKDIR /srv/app

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.path[0] = '/srv/app/bin'; \
entrypoint_path = '/srv/app/bin/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
import main; \
import lib; \
print('✅ All service modules verified')"]

EXPOSE 80
CMD ["/usr/bin/python3.11", "/srv/app/bin/main.py"]
