FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY . .
RUN python tools/prune.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /build/app /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
