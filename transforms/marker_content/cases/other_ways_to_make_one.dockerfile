FROM python:3.11-slim-bookworm AS builder
RUN install -D -m 644 /dev/null /srv/data/.keep
RUN mkdir -p /srv/logs && cp /dev/null /srv/logs/.gitkeep
RUN mkdir -p /srv/run && truncate -s 0 /srv/run/.placeholder
RUN find /srv -type d -empty -exec touch {}/.keep \;
RUN cp /build/.keep /srv/copied/.keep && find /srv -name .keep -delete
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /srv /srv
CMD ["/srv/main.py"]
