FROM gcr.io/distroless/python3-debian12
COPY . /app

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
compile(open('/app/wrap.py', 'rb').read(), '/app/wrap.py', 'exec'); \
assert os.path.isfile('/app/fast.py'), 'CRITICAL: /app/fast.py is not there'; \
print('✅ All service modules verified')"]

CMD ["/app/main.py"]
