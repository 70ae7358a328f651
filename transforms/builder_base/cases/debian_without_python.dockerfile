FROM debian:12-slim AS builder
WORKDIR /app
COPY main.py ./
RUN chmod 0644 main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
