FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK CMD ["/usr/bin/python3.11", "-c", "import socket; \
print('✅ é \\n'); \
s = socket.socket(); \
s.settimeout(2); \
result = s.connect_ex(('localhost', 80)); \
exit(0 if result == 0 else 1)"]
