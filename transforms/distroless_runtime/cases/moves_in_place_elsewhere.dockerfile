FROM python:3.11-slim
WORKDIR /app
COPY pyproject.toml run.py ./
COPY src src
RUN pip install --editable .
CMD ["python", "run.py"]
