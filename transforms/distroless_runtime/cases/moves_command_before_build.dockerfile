FROM python:3.11-slim AS builder
CMD ["python", "/app/app.py"]
COPY . /app
