FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends python3 ca-certificates
WORKDIR /app
COPY main.py ./
RUN dpkg --list | grep python3 > /app/packages

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
