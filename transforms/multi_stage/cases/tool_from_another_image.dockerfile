FROM python:3.12-slim
COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/uv
COPY . /srv
RUN uv pip install --system -r /srv/requirements.txt
CMD ["python", "/srv/main.py"]
