FROM dhi.io/python:3.13
COPY main.py /app/main.py
CMD ["/opt/python/bin/python3", "/app/main.py"]
