FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY main.py helper.py ./
CMD ["main.py"]
