FROM python:3.11-slim-bookworm AS builder
RUN apt-get update && apt-get install -y postgresql-client-17
COPY main.py /app/

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
