FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/
RUN chmod -R 755 /app && chmod a+x /app/main.py

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder --chmod=0644 /app/main.py /app/

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.path[0] = '/app'; \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All modules verified')"]

USER 1000:1000
CMD ["/app/main.py"]
