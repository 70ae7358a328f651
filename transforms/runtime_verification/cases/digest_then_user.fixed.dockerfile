FROM gcr.io/distroless/python3-debian12@sha256:7d1042ce588ab97019fe95c24ffca7bc5a82ccdac572511d5e09bda4435c89c5
WORKDIR /app
COPY main.py /app/main.py

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All service modules verified')"]

USER 65532:65532
CMD ["/app/main.py"]
