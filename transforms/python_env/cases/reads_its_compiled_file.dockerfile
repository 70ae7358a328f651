FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
