FROM fedora:40 AS builder
WORKDIR /app
COPY . .

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
