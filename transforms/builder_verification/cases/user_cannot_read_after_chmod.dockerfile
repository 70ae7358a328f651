FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY app/ /srv/app/
RUN chown -R 1000 /srv/app && chmod -R go-rwx /srv/app
USER 65532
COPY more.py /srv/app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /srv/app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
