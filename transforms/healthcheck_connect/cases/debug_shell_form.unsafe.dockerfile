FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:debug
COPY main.py /app/
HEALTHCHECK CMD ["/usr/bin/python3.11", "-c", "import urllib.request; \
urllib.request.urlopen('http://localhost:8000/health', timeout=29)"]
CMD ["/usr/bin/python3", "/app/main.py"]
