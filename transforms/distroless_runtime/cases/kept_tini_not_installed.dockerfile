FROM python:3.11-slim
WORKDIR /app
COPY app.py .
ENTRYPOINT ["tini", "--"]
CMD ["python", "app.py"]
