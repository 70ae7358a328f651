FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --interval=30s --timeout=10s \
    CMD ["/usr/bin/python3.11", "-c", "import socket; s=socket.socket(); s.settimeout(2); r=s.connect_ex(('127.0.0.1', 8120)); s.close(); exit(0 if r==0 else 1)"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
