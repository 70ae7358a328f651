FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --timeout=10s CMD ["/usr/bin/python3.11", "-c", "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK); s.settimeout(2); exit(s.connect_ex(('localhost', 80)))"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
