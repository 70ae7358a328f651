FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
ENTRYPOINT ["/usr/bin/env", "python3", "/app/main.py"]
