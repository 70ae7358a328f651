FROM gcr.io/distroless/python3-debian12
COPY app /app
HEALTHCHECK CMD ["/usr/bin/python3.11", "/app/alive.py"]
ENTRYPOINT ["/usr/bin/python3.11", "/app/main.py"]
