FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --timeout=10s CMD ["/usr/bin/python3.11", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://localhost:{os.environ['PORT']}/health')"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
