FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends tini dumb-init
WORKDIR /app
COPY app.py .
ENTRYPOINT ["/opt/tini", "--"]
CMD ["python", "app.py"]
