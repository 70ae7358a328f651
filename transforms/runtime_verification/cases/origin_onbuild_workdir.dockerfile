FROM gcr.io/distroless/python3-debian12 AS house
ONBUILD WORKDIR /app
ONBUILD COPY *.py ./

FROM house
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "main.py"]
