FROM python:3.11-slim-bookworm AS base
FROM base AS builder
COPY main.py /app/
FROM scratch AS files
COPY --from=builder /app /app
FROM gcr.io/distroless/python3-debian12
COPY --from=files /app /app
CMD ["/app/main.py"]
