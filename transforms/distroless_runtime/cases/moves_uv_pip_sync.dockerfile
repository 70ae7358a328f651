FROM python:3.11-slim
COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/uv
ENV UV_SYSTEM_PYTHON=1
WORKDIR /app
COPY . .
RUN uv pip sync requirements.txt
CMD ["python", "app.py"]
