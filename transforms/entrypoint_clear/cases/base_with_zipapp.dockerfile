FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY src /src
RUN python -m zipapp /src -o /app.pyz

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY --from=builder /app.pyz .
CMD ["app.pyz", "--port", "80"]
