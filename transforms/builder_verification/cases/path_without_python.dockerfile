FROM python:3.11-slim-bookworm AS builder
ENV PATH=/usr/bin:/bin
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
