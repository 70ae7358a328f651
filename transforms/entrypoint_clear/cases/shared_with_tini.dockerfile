FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:nonroot AS base
WORKDIR /app
COPY *.py .
ENTRYPOINT ["/usr/bin/tini", "--", "/usr/bin/python3.11", "-u"]

FROM base AS api
CMD ["api.py", "--port", "80"]

FROM base AS worker
CMD ["worker.py"]
