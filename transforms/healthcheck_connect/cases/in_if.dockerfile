FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --timeout=10s CMD ["/usr/bin/python3.11", "-c", "import socket\ns = socket.socket()\ns.settimeout(2)\nif s.connect_ex(('localhost', 80)):\n    exit(1)\n"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
