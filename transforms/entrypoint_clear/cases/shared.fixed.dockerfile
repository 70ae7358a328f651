FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:nonroot AS base
WORKDIR /app
COPY *.py .
ENTRYPOINT []

FROM base AS api
CMD ["/usr/bin/python3.11", "-u", "api.py", "--port", "80"]

FROM base AS worker
CMD [ "/usr/bin/python3.11", "-u", "worker.py" ]
