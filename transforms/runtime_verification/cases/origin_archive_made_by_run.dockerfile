FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY . .
RUN python -m zipapp app -o /app.pyz

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app.pyz /app.pyz
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app.pyz"]
