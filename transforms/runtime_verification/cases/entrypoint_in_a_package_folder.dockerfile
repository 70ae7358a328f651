FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY src /app/src
CMD ["/usr/bin/python3.11", "/app/src/api/main.py"]
