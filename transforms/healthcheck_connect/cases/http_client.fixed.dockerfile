FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --interval=30s --timeout=10s \
    CMD ["/usr/bin/python3.11", "-c", "import http.client; \
c = http.client.HTTPConnection('localhost', 80, timeout=9); \
c.request('GET', '/'); \
exit(0 if c.getresponse().status == 200 else 1)"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
