FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/bin/tini /usr/bin/tini
COPY --from=builder --chown=65532:65532 /app /app
COPY --chown=65532:65532 data/ /var/lib/app/
ADD --chown=65532:65532 settings.json /srv/settings.json
USER 65532:65532
CMD ["/app/main.py"]
