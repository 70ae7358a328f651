FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY sbin/ /usr/local/sbin/
COPY main.py /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
