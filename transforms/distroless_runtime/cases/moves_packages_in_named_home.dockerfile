FROM python:3.11-slim
USER 1000
ENV HOME=/srv/home
WORKDIR /srv/app
RUN pip install --user flask
COPY app.py .
CMD ["python", "app.py"]
