FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12 AS base
CMD ["/app/main.py"]

FROM base AS api
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/api.py"]

FROM base
ENV A=b C=d\
 \
# the end
