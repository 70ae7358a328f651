FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY pkg pkg

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import importlib.util, sys; \
sys.path.insert(0, '/srv'); \
assert importlib.util.find_spec('pkg') is not None, 'CRITICAL: Module pkg not found'; \
print('✅ All modules verified')"]

CMD ["/usr/bin/python3.11", "-m", "pkg.serve"]
