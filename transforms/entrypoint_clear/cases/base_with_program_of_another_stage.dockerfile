FROM --platform=$TARGETPLATFORM redis:7.2 AS redis

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=redis /usr/local/bin/redis-server /usr/local/bin/redis-server
COPY main.py /app/
HEALTHCHECK CMD ["/usr/bin/python3.11", "/app/main.py"]
CMD ["/usr/local/bin/redis-server", "/etc/redis.conf"]
