FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv
COPY org org
CMD ["/usr/bin/python3.11", "-m", "org.orders.serve"]
