FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
COPY server /app/
HEALTHCHECK CMD ["/usr/bin/python3.11", "/app/main.py"]
ENTRYPOINT /app/server --port $PORT
