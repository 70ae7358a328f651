FROM python:3.11-slim-bookworm AS builder
COPY app /app
RUN --mount=type=bind,source=app,target=/app,rw chown -R 65532:65532 /app
FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /app /app
CMD ["/app/main.py"]
