FROM --platform=$TARGETPLATFORM debian:12-slim AS builder
COPY main.py helper.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
