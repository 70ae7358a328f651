FROM python:3.11-slim-bookworm AS builder
COPY app.pyz /app/app.pyz

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app/app.pyz /app/app.pyz
CMD ["/usr/bin/python3.11", "/app/app.pyz"]
