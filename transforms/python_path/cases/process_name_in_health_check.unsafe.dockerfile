FROM gcr.io/distroless/python3-debian12
COPY *.py /app/
HEALTHCHECK CMD ["/usr/bin/python3.11", "-c", "import sys; sys.exit('Name:\\tpython3' not in open('/proc/1/status').read())"]
ENTRYPOINT ["/usr/bin/python3.11", "/app/main.py"]
