FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py helper.py /srv/app/
WORKDIR /srv/app
EXPOSE 80
CMD ["/usr/bin/python3.11", "-u", "main.py"]
