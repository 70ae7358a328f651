FROM python:3.11-slim
RUN useradd -m app
USER app
WORKDIR /home/app/src
RUN pip install --user flask
COPY app.py .
CMD ["python", "app.py"]
