FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
RUN apt-get install -y libpq-dev gcc
COPY . .
CMD ["python", "app.py"]
