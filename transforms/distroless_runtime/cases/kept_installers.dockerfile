FROM python:3.11-slim
RUN pip install poetry pdm pipenv
COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/uv
WORKDIR /app
COPY app.py .
RUN poetry run x
RUN uv tool install x
RUN uv pip install --target /x flask
RUN uv pip install --python 3.12 flask
RUN uv pip install -e .
RUN pipenv install
RUN poetry install --no-root
RUN pdm build
CMD ["python", "app.py"]
