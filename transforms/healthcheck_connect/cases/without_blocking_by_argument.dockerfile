FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --timeout=10s CMD ["/usr/bin/python3.11", "-c", "import socket; socket.create_connection(('localhost', 80), timeout=0.0)"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
