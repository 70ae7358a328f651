FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONOPTIMIZE=2
WORKDIR /srv
COPY pkg pkg
CMD ["/usr/bin/python3.11", "-m", "pkg.serve"]
