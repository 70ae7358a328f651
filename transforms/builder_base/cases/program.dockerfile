FROM redis:7.2 AS store
FROM node:20-bookworm AS builder
COPY main.py /app/
RUN npm ci
FROM gcr.io/distroless/python3-debian12
COPY --from=store /usr/local/bin/redis-server /usr/bin/redis-server
COPY --from=builder /app /app
CMD ["/app/main.py"]
