FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY pkg pkg
CMD ["/usr/bin/python3.11", "-m", "pkg"]
