FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --interval=30s --timeout=10s \
    CMD ["/usr/bin/python3.11", "-c", "import requests; requests.get('http://localhost/health').raise_for_status()"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
