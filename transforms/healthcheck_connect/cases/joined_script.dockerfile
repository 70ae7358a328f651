FROM gcr.io/distroless/python3-debian12
HEALTHCHECK --timeout=4s CMD ["/usr/bin/python3.11", "-Icimport socket; s = socket.socket(); s.connect(('localhost', 80)); s.close(); exit(0)"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
