FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY main.py helper.py /app/
RUN python3 -m compileall /app

FROM --platform=$TARGETPLATFORM redis:7.2 AS redis

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=redis /usr/local/bin/redis-cli /usr/bin/redis-cli
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
