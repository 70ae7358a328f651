FROM python:3.11-slim-bookworm AS builder
ENV PYTHONPATH=/app
WORKDIR /app
COPY . .

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
ENV PYTHONPATH=/app
WORKDIR /app
CMD ["main.py"]
