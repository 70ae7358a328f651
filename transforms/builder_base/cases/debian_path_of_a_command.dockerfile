FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends python3
WORKDIR /app
COPY . .
RUN env -i HOME=/root python3 gen.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
