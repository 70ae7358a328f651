FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY app.py .
ENTRYPOINT ["hypercorn", "--bind", "0.0.0.0:8000"]
CMD ["app:app"]
