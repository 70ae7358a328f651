FROM python:3.11-slim-bookworm AS builder
COPY app /app
COPY over /tmp/over
RUN find /tmp/over -name "*.py" -exec cp {} /app/ \;
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
