FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --timeout=1500ms \
    CMD ["/usr/bin/python3.11", "-c", "import urllib.request; \
urllib.request.urlopen('http://localhost:80/health', timeout=1.5)"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
