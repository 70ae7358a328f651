FROM gcr.io/distroless/python3-debian12
COPY service /app/service
ENV PYTHONPATH=/app

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
sys.path.insert(0, '/app/service'); \
entrypoint_path = '/app/service/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
import main; \
import service.core; \
import service.names; \
print('✅ All service modules verified')"]

ENTRYPOINT ["python3", "/app/service/main.py"]
