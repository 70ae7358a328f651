FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
ENTRYPOINT ["dumb-init", "--", "python3.11", "/app/main.py"]
