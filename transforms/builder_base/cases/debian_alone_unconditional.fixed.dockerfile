FROM python:3.11-slim-bookworm AS builder
RUN apt-get update; mkdir -p /srv
WORKDIR /app
COPY main.py ./

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
