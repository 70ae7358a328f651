FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY pyproject.toml .
RUN pip install --no-cache-dir --prefix=/install .

FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1
COPY --from=builder /install/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY main.py /app/

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import importlib.util, os, sys; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
assert importlib.util.find_spec('httpx') is not None, 'CRITICAL: Module httpx not found'; \
assert importlib.util.find_spec('tomli') is not None, 'CRITICAL: Module tomli not found'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "/app/main.py"]
