FROM gcr.io/distroless/python3-debian12
ENV PYTHONSAFEPATH=1 PYTHONPATH=/srv/lib
WORKDIR /srv
COPY . .
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "svc.main"]
