FROM gcr.io/distroless/python3-debian12:nonroot
# LUCID_RUNTIME_COPY_BEGIN
# Generated: do not edit.
COPY main.py /app/main.py
ENV MODE=web
# LUCID_RUNTIME_COPY_END

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.path[0] = '/app'; \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All modules verified')"]

# The command
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
