FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12 AS base
HEALTHCHECK CMD ["python3", "-c", "import socket; socket.create_connection(('localhost', 80))"]

FROM base
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
