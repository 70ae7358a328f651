FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps pymysql django

FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1
COPY --from=builder /deps /usr/local/lib/python3.11/site-packages
COPY . /app/

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import importlib.util, os, sys; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
assert importlib.util.find_spec('pymysql') is not None, 'CRITICAL: Module pymysql not found'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
compile(open('/app/models.py', 'rb').read(), '/app/models.py', 'exec'); \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "/app/main.py"]
