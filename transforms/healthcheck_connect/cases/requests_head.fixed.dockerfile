FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --interval=30s --timeout=10s \
    CMD ["/usr/bin/python3.11", "-c", "import requests, sys; \
sys.exit(0 if requests.head('http://localhost/health', timeout=9).ok else 1)"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
