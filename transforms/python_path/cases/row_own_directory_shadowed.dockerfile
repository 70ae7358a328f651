FROM dhi.io/python:3.13
COPY --from=python:3.12-slim /usr/local/bin/python3 /usr/local/bin/python3
ENV PATH=/usr/local/bin:/opt/python/bin:/usr/bin
CMD ["python3", "/app/main.py"]
