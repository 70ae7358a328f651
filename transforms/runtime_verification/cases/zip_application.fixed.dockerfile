FROM gcr.io/distroless/python3-debian12
COPY app.pyz /app/app.pyz

# Verify entrypoint exists
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/app.pyz'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
print('✅ All modules verified')"]

CMD ["/usr/bin/python3.11", "/app/app.pyz"]
ENTRYPOINT []
