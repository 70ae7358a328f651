FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:nonroot AS base
WORKDIR /app
COPY *.py .

FROM base AS api
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "api.py"]

FROM base AS worker
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "worker.py"]
