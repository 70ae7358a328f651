FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
COPY app /app
COPY tool /usr/local/bin/tool
RUN chmod +x /usr/local/bin/tool && tool
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
