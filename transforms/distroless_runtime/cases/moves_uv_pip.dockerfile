FROM python:3.11-slim
COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/uv
WORKDIR /app
COPY . .
RUN uv --version && uv lock && uv export -o requirements.txt && uv cache clean && uv pip list && uv pip install --system flask
CMD ["python", "app.py"]
