# lucid-fix global ignore=LF010 it stays on slim
FROM python:3.11-slim
WORKDIR /app
COPY . .
CMD ["python", "app.py"]
