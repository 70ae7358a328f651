FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY manage.py .
RUN python manage.py collectstatic --noinput && date > built
COPY . .
CMD ["gunicorn", "shop.wsgi"]
