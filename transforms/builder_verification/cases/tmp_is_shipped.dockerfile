FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /tmp
COPY main.py .

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /tmp /srv
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/srv/main.py"]
