FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian11
COPY main.py /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.9", "/app/main.py"]
