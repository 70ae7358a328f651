FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/bin/tini /usr/bin/tini
COPY --from=builder /app /app
COPY --chown=root:root data/ /var/lib/app/
ADD --chown=1000 settings.json /srv/settings.json
CMD ["/app/main.py"]
