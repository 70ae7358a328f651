FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK CMD ["/bin/sh", "-c", "curl -f http://localhost:8000/health || exit 1"]
CMD ["/usr/bin/python3", "/app/main.py"]
