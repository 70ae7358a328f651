FROM python:3.11-slim-bookworm AS builder
COPY app /app
COPY tool /usr/local/bin/tool
RUN chmod +x /usr/local/bin/tool && tool
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
