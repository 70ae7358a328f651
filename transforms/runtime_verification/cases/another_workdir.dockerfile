FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /data
COPY main.py helper.py /srv/app/
CMD ["/usr/bin/python3.11", "/srv/app/main.py"]
