FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK CMD ["/usr/bin/python3.11", "/app/health.py",]
CMD ["/usr/bin/python3", "/app/main.py"]
