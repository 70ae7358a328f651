FROM python:3.11-slim-bookworm AS builder
FROM gcr.io/distroless/python3-debian12
COPY app/{a,b}?py /app/
CMD ["/usr/bin/python3.11", "/app/a.py"]
