FROM gcr.io/distroless/python3-debian12
COPY main.py /app/

# Verify entrypoint exists and sources compile
RUN ["/app/usr/bin/python3.11", "-c", "import os, sys; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All modules verified')"]

RUN ["/app/usr/bin/python3.11", "-c", "print(1)"]
CMD ["/app/usr/bin/python3.11", "/app/main.py"]
