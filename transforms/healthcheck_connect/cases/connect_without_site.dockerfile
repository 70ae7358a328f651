FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --timeout=3s CMD ["/usr/bin/python3.11", "-ISc", "import socket; s = socket.socket(); s.connect(('127.0.0.1', 18101)); s.close()"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
