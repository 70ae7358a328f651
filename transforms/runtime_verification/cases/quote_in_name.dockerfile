# The check names the entrypoint as Python writes it.
FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY . /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/m'ain.py"]
