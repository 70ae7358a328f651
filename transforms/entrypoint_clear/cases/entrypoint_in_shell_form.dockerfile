FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
ENTRYPOINT python3 /app/main.py --port $PORT
