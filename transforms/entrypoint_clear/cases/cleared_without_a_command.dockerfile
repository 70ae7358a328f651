FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/main.py
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
ENTRYPOINT []
