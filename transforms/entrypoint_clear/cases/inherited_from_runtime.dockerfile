FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12 AS app
COPY main.py /app/
ENTRYPOINT ["/usr/bin/python3.11", "/app/main.py"]

FROM app AS debug
ENV DEBUG=1
