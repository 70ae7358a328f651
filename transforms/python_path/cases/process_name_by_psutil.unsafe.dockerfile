FROM gcr.io/distroless/python3-debian12
COPY *.py /app/
ENTRYPOINT ["/usr/bin/python3.11", "/app/main.py"]
