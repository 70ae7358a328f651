FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN rm -rf /tmp /var/tmp && mkdir /tmp && chmod 700 /tmp
USER 65532
COPY app/ /srv/app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /srv/app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
