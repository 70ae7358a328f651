FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK CMD ["/usr/bin/python3.11", "-c", "import socket; s = socket.socket(); s.connect(('localhost', 80)); s.close()"] # is it up?
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
