FROM gcr.io/distroless/python3-debian12
WORKDIR /srv/data
COPY data /srv/data
COPY svc /srv/svc
ENV PYTHONPATH=/srv
CMD ["-m", "svc"]
