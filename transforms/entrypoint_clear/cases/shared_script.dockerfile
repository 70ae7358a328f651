FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:nonroot AS base
WORKDIR /app
COPY *.py .
ENTRYPOINT ["/usr/bin/python3.11", "/app/main.py"]

FROM base AS api
CMD ["serve"]

FROM base AS worker
CMD ["work"]
