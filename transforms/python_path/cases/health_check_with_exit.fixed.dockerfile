FROM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK CMD ["/usr/bin/python3.11", "-c", "import socket; s = socket.socket(); s.settimeout(2); exit(s.connect_ex((\"127.0.0.1\", 80)))"]
CMD ["/app/main.py"]
