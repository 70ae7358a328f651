FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
USER 65532
COPY app/ /root/app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /root/app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
