FROM python:3.11-slim
WORKDIR /app
COPY pyproject.toml Pipfile.lock ./
RUN pip install pipenv && pipenv install --system --deploy
COPY app.py .
CMD ["python", "app.py"]
