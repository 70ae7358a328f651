FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:nonroot AS base
WORKDIR /app
COPY *.py .
ENTRYPOINT []

FROM base AS api
CMD ["/usr/bin/python3.11", "/app/main.py", "serve"]

FROM base AS worker
CMD ["/usr/bin/python3.11", "/app/main.py", "work"]
