FROM debian:12 AS builder
RUN mkdir -p /app && apt-get update; \
    apt-get install -y python3 \
            python3-minimal
WORKDIR /app
COPY main.py ./

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
