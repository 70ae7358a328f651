FROM gcr.io/distroless/python3-debian12
COPY app /app
HEALTHCHECK CMD ["/usr/bin/python3.11", "-c", "assert open('/proc/1/cmdline').read().startswith('python3')"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
ENTRYPOINT []
