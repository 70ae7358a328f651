FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian11
COPY main.py helper.py /app/
CMD ["/usr/bin/python3.9", "/app/main.py"]
