FROM python:3.11-slim-bookworm AS builder
# SOURCES BEGIN
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app/main.py /app/main.py
# SOURCES END
CMD ["/usr/bin/python3.11", "/app/main.py"]
