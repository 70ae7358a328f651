FROM python:3.11-slim-bookworm AS builder
USER 1000
COPY --chmod=755 . /app/

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
