FROM gcr.io/distroless/python3-debian12
ENTRYPOINT ["/usr/bin/python3.11", "-"]
