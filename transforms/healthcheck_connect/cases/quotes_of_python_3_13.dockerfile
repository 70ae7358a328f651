FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian13
COPY main.py /app/
HEALTHCHECK --timeout=10s CMD ["/usr/bin/python3.13", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://localhost:{os.environ['PORT']}/health')"]
CMD ["/usr/bin/python3.13", "/app/main.py"]
