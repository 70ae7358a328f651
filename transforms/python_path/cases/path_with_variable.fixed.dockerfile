FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
ENV PATH=$UNSET_BY_US:/usr/bin
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
