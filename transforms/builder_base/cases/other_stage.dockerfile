FROM debian:11-slim AS tini
RUN apt-get update && apt-get install -y tini
FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/
FROM gcr.io/distroless/python3-debian12
COPY --from=tini /usr/bin/tini /usr/bin/tini
COPY --from=builder /app /app
CMD ["/app/main.py"]
