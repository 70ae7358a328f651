FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local/bin/python3.11 /usr/local/bin/python3.11
COPY main.py helper.py /app/
CMD ["/usr/local/bin/python3.11", "/app/main.py"]
