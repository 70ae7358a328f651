FROM python:3.13-slim AS builder
RUN pip install --target=/deps flask

FROM redis:7.2 AS redis

FROM cgr.dev/acme.example/python:latest
COPY --from=redis /usr/local/bin/redis-cli /usr/local/bin/redis-cli
COPY --from=builder /deps /deps
CMD ["-m", "flask"]
