FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --interval=30s --timeout=10s \
    CMD ["/usr/bin/python3.11", "-c", "import socket; socket.create_connection(('localhost', 80)).close()"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
