FROM gcr.io/distroless/python3-debian12
HEALTHCHECK --timeout=3s CMD ["/usr/bin/python3.11", "-c", "import urllib.request; \
# The port of the service.
urllib.request.urlopen('http://localhost:80/health')"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
