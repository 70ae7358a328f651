FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
COPY main.py helper.py /app/