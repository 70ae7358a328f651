FROM cgr.dev/acme.example/python:3.13
COPY main.py /app/main.py
RUN ["/usr/bin/python", "-c", "print(1)"]
HEALTHCHECK CMD ["/usr/bin/python3.12", "/app/health.py"]
CMD ["/usr/bin/python", "/app/main.py"]
