FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian11
COPY main.py /app/
HEALTHCHECK CMD ["/bin/sh", "-c", "/app/health.sh"]
CMD ["/usr/bin/python3", "/app/main.py"]
