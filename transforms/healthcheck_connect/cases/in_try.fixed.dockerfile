FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --interval=30s --timeout=10s \
    CMD ["/usr/bin/python3.11", "-c", "import socket, sys\ntry:\n    s = socket.socket()\n    s.settimeout(2)\n    s.connect(('localhost', 80))\nexcept OSError:\n    sys.exit(1)\n"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
