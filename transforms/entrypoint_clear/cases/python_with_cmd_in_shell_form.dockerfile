FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
ENTRYPOINT ["/usr/bin/python3.11", "/app/main.py"]
CMD -p $PORT
