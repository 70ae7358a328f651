FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
    ENTRYPOINT [ \
      "/usr/bin/tini", "--"]
    CMD [\
      "/usr/bin/python3.11", "-u", \
      "/app/main.py" \
    ]
