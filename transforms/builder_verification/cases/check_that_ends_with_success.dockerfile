FROM python:3.11-slim-bookworm AS builder
COPY app /app
RUN python3 -m compileall /nothere || exit 0
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
