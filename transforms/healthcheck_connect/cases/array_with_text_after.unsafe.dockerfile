FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK CMD ["/usr/bin/python3.11", "-c", "import socket; \
s = socket.socket(); \
s.settimeout(2); \
result = s.connect_ex(('localhost', 80)); \
s.close(); \
exit(0 if result == 0 else 1)"]
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
