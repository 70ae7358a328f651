FROM python:3.11-slim-bookworm AS builder
COPY app /app
RUN for f in /app/*.py; do python3 -m py_compile $f; done
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
