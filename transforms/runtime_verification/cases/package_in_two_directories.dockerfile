FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:nonroot
ENV PYTHONPATH=/srv/core:/srv/extra
COPY core /srv/core
COPY extra /srv/extra
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "acme.worker"]
