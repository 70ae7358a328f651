# Debian's own Python needs nothing but what the image has.
FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y python3-minimal

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/bin/python3.11 /app/usr/bin/python3.11
COPY main.py /app/

# Verify entrypoint exists and sources compile
RUN ["/app/usr/bin/python3.11", "-c", "import os, sys; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All service modules verified')"]

ENTRYPOINT []
CMD ["/app/usr/bin/python3.11", "/app/main.py"]
