FROM python:3.11-slim-bookworm AS builder
RUN mkdir -p /srv/r1 && ln -s /srv/r1 /app
COPY src /srv/r1
RUN rm -rf /app/tests
COPY extra/version.py /srv/r1/
FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /srv/r1 /app
CMD ["/app/main.py"]
