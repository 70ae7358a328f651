FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN useradd -m dev
USER dev
WORKDIR /srv/app
COPY --chown=dev --chmod=0700 app/ ./

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /srv/app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
