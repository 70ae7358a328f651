FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK CMD ["/usr/bin/python3.11", "-S", "-c", "import urllib.request; urllib.request.urlopen('http://localhost/health'); exit(0)"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
