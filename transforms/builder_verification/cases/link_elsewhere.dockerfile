FROM python:3.11-slim-bookworm AS builder
RUN ln -s /usr/local/bin/python3 /usr/bin/python
COPY src /srv/r1
FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /srv/r1 /app
CMD ["/app/main.py"]
