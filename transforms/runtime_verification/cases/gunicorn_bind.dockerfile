FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY main.py settings.py ./
CMD ["/usr/bin/python3.11", "-m", "gunicorn", "--preload", "--bind", "localhost:http", "-w4", "--logger-class", "settings:Logger", "-k", "gthread", "main:app"]
