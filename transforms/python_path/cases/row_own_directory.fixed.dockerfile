FROM dhi.io/python:3.13
COPY main.py /app/main.py
RUN ["/opt/python/bin/python3", "-c", "print(1)"]
HEALTHCHECK CMD ["/opt/python/bin/python3", "/app/health.py"]
CMD ["/opt/python/bin/python3", "/app/main.py"]
