FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --timeout=3s \
    CMD ["/usr/bin/python3.11", "-c", "import socket, sys; s = socket.socket(); s.connect(('localhost', 80)); s.close(); sys.exit(0)"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
