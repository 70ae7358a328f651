FROM gcr.io/distroless/python3-debian12
COPY main.py /app/main.py
ENV PATH=/usr/local/bin:/usr/bin:/bin
ENV PYTHONPATH=/app
ENV LANG=C.UTF-8
ENV LC_ALL=C.UTF-8
ENV SERVICE_NAME=x

# Verify entrypoint exists and sources compile
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
compile(open(entrypoint_path, 'rb').read(), entrypoint_path, 'exec'); \
print('✅ All modules verified')"]

# Expose port
EXPOSE 80
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
