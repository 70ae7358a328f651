FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y \
    ca-certificates \
\ \

    python3
WORKDIR /app
COPY main.py ./

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
