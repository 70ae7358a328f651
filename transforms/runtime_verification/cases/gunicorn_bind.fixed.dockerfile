FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY main.py settings.py ./

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import importlib.util, os, sys; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
assert importlib.util.find_spec('main') is not None, 'CRITICAL: Module main not found'; \
import main; \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "-m", "gunicorn", "--preload", "--bind", "localhost:http", "-w4", "--logger-class", "settings:Logger", "-k", "gthread", "main:app"]
