FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK --timeout=10s CMD ["/usr/bin/python3.11", "-c", "import requests\ntry:\n    requests.get('http://localhost/health')\nexcept Exception:\n    pass\n"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
