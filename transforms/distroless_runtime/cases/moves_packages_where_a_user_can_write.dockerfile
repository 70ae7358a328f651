FROM python:3.11-slim
RUN useradd -m app
USER app
WORKDIR /srv/app
RUN pip install flask
COPY app.py .
CMD ["python", "app.py"]
