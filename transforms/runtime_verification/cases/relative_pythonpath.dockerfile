FROM gcr.io/distroless/python3-debian12
COPY src /srv/app
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=.
WORKDIR /srv/app
EXPOSE 80
CMD ["/usr/bin/python3.11", "/srv/app/bin/main.py"]
