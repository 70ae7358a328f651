FROM python:3.11-slim-bookworm AS builder
COPY app /app

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/service.py"]
