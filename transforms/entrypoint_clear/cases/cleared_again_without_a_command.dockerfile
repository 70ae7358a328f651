FROM gcr.io/distroless/python3-debian12 AS base
COPY main.py /app/main.py
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
FROM base
ENTRYPOINT []
