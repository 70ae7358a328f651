FROM python:3.11-slim
RUN pip install poetry
WORKDIR /app
COPY . .
RUN poetry config virtualenvs.create false && poetry check && poetry install --no-root
CMD ["python", "app.py"]
