FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY acme ./acme
COPY plugins /opt/plugins
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "acme.cli"]
