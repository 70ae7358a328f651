FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv
COPY org org

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import importlib.machinery, importlib.util, os, sys; \
sys.path.insert(0, '/srv'); \
entrypoint_path = '/srv/org/orders/serve.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
spec = importlib.util.find_spec('org'); \
assert spec is not None, 'CRITICAL: Module org not found'; \
spec = importlib.machinery.PathFinder.find_spec('orders', list(spec.submodule_search_locations or [])); \
assert spec is not None, 'CRITICAL: Module org.orders not found'; \
spec = importlib.machinery.PathFinder.find_spec('serve', list(spec.submodule_search_locations or [])); \
assert spec is not None, 'CRITICAL: Module org.orders.serve not found'; \
import org.orders.serve; \
import org.orders.db; \
import org.shared.names; \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "-m", "org.orders.serve"]
