FROM gcr.io/distroless/python3-debian12 AS house
ONBUILD COPY *.py /app/
ENTRYPOINT []

FROM house
CMD ["/usr/bin/python3.11", "/app/main.py"]
