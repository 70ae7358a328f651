FROM python:3.11-slim-bookworm AS builder
COPY app /srv/app
RUN chmod -R u=rwX,go= /srv/app

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /srv/app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
