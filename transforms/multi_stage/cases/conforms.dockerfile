FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12 AS base
COPY --from=builder /app /app

FROM base
CMD ["/app/main.py"]
