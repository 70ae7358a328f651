FROM python:3.11-slim-bookworm AS builder
COPY app /app
COPY fix.patch /tmp/
RUN cd /app && patch -p1 < /tmp/fix.patch
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
