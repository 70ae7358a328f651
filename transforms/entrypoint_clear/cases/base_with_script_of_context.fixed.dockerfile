FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY tool .
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "tool", "--port", "80"]
