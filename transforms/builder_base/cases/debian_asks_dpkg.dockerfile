FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends python3 ca-certificates
WORKDIR /app
COPY main.py ./
RUN dpkg-query --show --showformat='${Version}' python3-minimal > /app/version

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
