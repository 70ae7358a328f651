FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
RUN apt-get update && apt-get install -y --no-install-recommends tini curl git gcc \
 && rm -rf /var/lib/apt/lists/*
COPY . .
ENTRYPOINT ["tini", "--"]
CMD ["celery", "-A", "app", "worker"]
