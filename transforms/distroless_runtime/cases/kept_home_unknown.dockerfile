FROM python:3.11-slim
USER 1000
WORKDIR /srv/app
RUN pip install --user flask
COPY app.py .
CMD ["python", "app.py"]
