FROM dhi.io/python:3.13
COPY main.py /app/main.py
RUN ["/opt/python/bin/python", "-c", "print(1)"]
HEALTHCHECK CMD ["/usr/bin/python3", "/app/health.py"]
CMD ["python3", "/app/main.py"]
