FROM python:3.11-slim
RUN pip install pipenv pdm
WORKDIR /app
COPY . .
RUN pdm sync --no-self
RUN pipenv install --system --deploy
CMD ["pipenv", "run", "python", "app.py"]
