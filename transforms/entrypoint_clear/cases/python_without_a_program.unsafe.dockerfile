FROM gcr.io/distroless/python3-debian12
COPY lib /lib
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-u"]
