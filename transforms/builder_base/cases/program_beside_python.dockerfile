FROM redis:7.2 AS store
COPY app /app

FROM gcr.io/distroless/python3-debian12
COPY --from=store /usr/local/bin/redis-server /usr/bin/redis-server
COPY --from=store /app /app
CMD ["/app/main.py"]
