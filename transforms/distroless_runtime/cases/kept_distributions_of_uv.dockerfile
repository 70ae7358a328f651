FROM python:3.11-slim
COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/uv
WORKDIR /app
RUN uv pip install --system psycopg2 && pip install pyodbc
COPY app.py .
CMD ["python", "app.py"]
