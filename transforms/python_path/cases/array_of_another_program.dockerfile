FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY server /app/
COPY main.py /app/
ENTRYPOINT ['/app/server']
HEALTHCHECK CMD ["/usr/bin/python3.11", "/app/main.py"]
