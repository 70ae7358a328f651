FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1
COPY . /app/
CMD ["/usr/bin/python3.11", "/app/run.prod.py"]
