FROM python:3.11-slim-bookworm AS builder
WORKDIR /app
COPY main.py /app

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
