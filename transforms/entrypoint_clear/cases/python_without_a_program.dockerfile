FROM gcr.io/distroless/python3-debian12
COPY lib /lib
ENTRYPOINT ["/usr/bin/python3.11", "-u"]
