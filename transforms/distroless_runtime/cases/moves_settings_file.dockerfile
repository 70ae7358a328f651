FROM python:3.11-slim
COPY app.yml /etc/app/
COPY app.py /
RUN mkdir -p /var/log/app
HEALTHCHECK CMD python -c "import urllib.request as r; r.urlopen('http://localhost:80')" || exit 1
CMD ["python3", "/app.py"]
