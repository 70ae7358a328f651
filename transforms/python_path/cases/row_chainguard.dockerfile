FROM cgr.dev/acme.example/python:3.13
COPY main.py /app/main.py
RUN ["/usr/bin/python3.13", "-c", "print(1)"]
HEALTHCHECK CMD ["/usr/bin/python3.12", "/app/health.py"]
CMD ["python3", "/app/main.py"]
