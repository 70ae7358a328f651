FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12 AS base
ENTRYPOINT ["/usr/bin/python3.11"]
CMD ["/app/main.py"]

FROM base
COPY main.py /app/
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["/usr/bin/python3.11", "/app/main.py"]

FROM base AS second
COPY main.py /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]