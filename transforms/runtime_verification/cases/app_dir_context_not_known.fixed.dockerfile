FROM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY src/ /app/src/
COPY --from=deps:latest /site-packages /usr/local/lib/python3.11/site-packages
ENV PYTHONPATH=/usr/local/lib/python3.11/site-packages

# Verify entrypoint exists
RUN ["/usr/bin/python3.11", "-c", "import sys; \
sys.dont_write_bytecode = True; \
import importlib.util; \
sys.path.insert(0, '/app'); \
sys.path.insert(0, '/app/src'); \
assert importlib.util.find_spec('uvicorn') is not None, 'CRITICAL: Module uvicorn not found'; \
assert importlib.util.find_spec('main') is not None, 'CRITICAL: Module main not found'; \
print('✅ All modules verified')"]

ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "uvicorn", "main:app", "--app-dir=src"]
