FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends python3 ca-certificates
WORKDIR /app
COPY main.py ./


FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
COPY --from=builder /etc/mime.types /etc/mime.types
CMD ["/app/main.py"]
