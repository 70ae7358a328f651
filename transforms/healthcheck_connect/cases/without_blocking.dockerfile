FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --timeout=10s CMD ["/usr/bin/python3.11", "-c", "import socket; s = socket.socket(); s.settimeout(0); s.connect_ex(('localhost', 80)); s.close()"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
