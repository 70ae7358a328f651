FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY svc/main.py /app/main.py
COPY svc/helper.py /app/helper.py
COPY svc/lib /app/lib

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
