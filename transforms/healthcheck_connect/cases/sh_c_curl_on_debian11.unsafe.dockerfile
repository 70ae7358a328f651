FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian11
COPY main.py /app/
HEALTHCHECK CMD ["/usr/bin/python3.9", "-c", "import urllib.request; \
urllib.request.urlopen('http://localhost:8000/health', timeout=29)"]
CMD ["/usr/bin/python3", "/app/main.py"]
