FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
ENTRYPOINT [ \
    # the script, in CMD
]
CMD [ \
    # unbuffered, so that the log is complete
    "/usr/bin/python3.11", "-u", "/app/main.py", \
     # the port
     "--port", "80"]
