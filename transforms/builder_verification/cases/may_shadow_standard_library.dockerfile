FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY api/ ./
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /build /app/api
COPY --from=builder /app/main.py /app/main.py
CMD ["/usr/bin/python3.11", "/app/main.py"]
