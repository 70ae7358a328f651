FROM python:3.11-slim-bookworm AS builder
COPY app /app
RUN if [ -n "$CHECK" ]; then python3 -m py_compile /app/main.py; fi
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
