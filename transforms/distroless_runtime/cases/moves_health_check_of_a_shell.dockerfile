FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
HEALTHCHECK CMD ["/bin/sh", "-c", "curl -f http://localhost:8000/ || exit 1"]
CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
