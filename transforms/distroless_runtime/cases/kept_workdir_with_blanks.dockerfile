FROM python:3.11-slim-bookworm
COPY main.py /app/
WORKDIR /srv/my app
CMD ["python", "/app/main.py"]
