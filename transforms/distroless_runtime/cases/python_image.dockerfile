ARG VARIANT=3.11-slim
FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/main.py

FROM docker.io/library/python:${VARIANT}
COPY --from=builder /app /app
CMD ["python3", "/app/main.py"]
