FROM python:3.11 AS base
WORKDIR /app
FROM base AS builder
COPY main.py .
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
FROM gcr.io/distroless/python3-debian13 AS other
COPY --from=builder /app /app
CMD ["/app/main.py"]
