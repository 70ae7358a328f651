FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y python3 && python3 -c 1 && apt-get purge -y --auto-remove python3
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
