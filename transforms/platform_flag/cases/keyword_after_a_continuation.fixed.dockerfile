 \
# the service
FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
CMD ["/usr/bin/python3.11", "/app/main.py"]
