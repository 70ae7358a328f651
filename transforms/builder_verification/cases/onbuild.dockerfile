FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS house
WORKDIR /app
ONBUILD COPY app/ ./

FROM house AS builder
RUN pip install --target=/deps click

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
