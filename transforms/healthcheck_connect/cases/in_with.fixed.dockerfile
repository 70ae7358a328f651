FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --timeout=10s CMD ["/usr/bin/python3.11", "-c", "import urllib.request\nwith urllib.request.urlopen('http://localhost/health', timeout=9) as page:\n    if page.status != 204:\n        raise SystemExit(1)\n"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
