FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1
COPY . /srv
CMD ["/usr/bin/python3.11", "/srv/app.py"]
