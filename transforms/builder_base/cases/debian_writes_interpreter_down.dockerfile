FROM --platform=$TARGETPLATFORM debian:12-slim AS builder
RUN apt-get update && apt-get install -y python3
WORKDIR /build
COPY app ./app
RUN python3 -m zipapp app -p "$(command -v python3)" -o app.pyz && chmod 755 app.pyz

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build/app.pyz /app.pyz
ENTRYPOINT ["/app.pyz"]
