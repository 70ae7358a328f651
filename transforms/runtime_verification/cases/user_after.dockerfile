FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py helper.py /app/
USER app
CMD ["/usr/bin/python3.11", "/app/main.py"]
