FROM gcr.io/distroless/python3-debian12
COPY main.py /app/main.py

ENV PYTHONPATH=/app/lib

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
import main; \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "/app/main.py"]
