FROM registry.corp/python-runtime:1
COPY main.py /app/main.py
CMD ["-m", "app"]
