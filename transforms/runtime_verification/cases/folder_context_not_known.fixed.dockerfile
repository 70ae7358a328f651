FROM gcr.io/distroless/python3-debian12
COPY app/ /app/

# Verify entrypoint exists
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.path.insert(0, '/'); \
entrypoint_path = '/app'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
print('✅ All modules verified')"]

ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app"]
