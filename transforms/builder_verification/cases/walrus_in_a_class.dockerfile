FROM python:3.11-slim-bookworm AS builder
WORKDIR /app
COPY . .

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
WORKDIR /app
CMD ["main.py"]
