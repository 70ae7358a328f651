FROM python:3.11-slim
WORKDIR /app
COPY app.py tini ./
ENTRYPOINT ["/app/tini", "-g", "--"]
CMD ["python", "app.py"]
