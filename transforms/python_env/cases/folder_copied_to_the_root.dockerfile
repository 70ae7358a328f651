FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY rootfs /
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/main.py"]
