FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
RUN apt-get install -y libpq-dev libxyz-dev zlib1g-dev
COPY . .
CMD ["python", "app.py"]
