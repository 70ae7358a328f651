FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
ENTRYPOINT ["/usr/bin/tini", "--" \
    # a comma, here
    ]
CMD [\
    # the service
    "/usr/bin/python3.11", \
    # buffered
    "-u", "/app/main.py"]
