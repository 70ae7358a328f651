FROM gcr.io/distroless/python3-debian12
WORKDIR /site
COPY public .
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "http.server", "8000"]
