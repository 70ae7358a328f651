FROM python:3.11-slim-bookworm AS builder
COPY app /app
RUN find /app -name "*.py" -exec python3 -m py_compile {} \;
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
