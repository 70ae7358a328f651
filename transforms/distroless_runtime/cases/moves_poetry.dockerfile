FROM python:3.11-slim
ENV POETRY_VIRTUALENVS_IN_PROJECT=1
RUN pip install poetry
WORKDIR /app
COPY . .
RUN poetry install --no-root
CMD ["poetry", "run", "python", "app.py"]
