FROM gcr.io/distroless/python3-debian12
COPY app/ /srv/app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/srv/app"]
