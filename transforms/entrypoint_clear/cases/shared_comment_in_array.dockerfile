FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:nonroot AS base
WORKDIR /app
COPY *.py ./
ENTRYPOINT ["/usr/bin/python3.11", \
    # the log appears at once
    "-u"]

FROM base AS worker
CMD ["worker.py"]

FROM base AS api
CMD ["main.py", "--name", "x"]
