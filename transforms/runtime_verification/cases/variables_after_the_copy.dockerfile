FROM gcr.io/distroless/python3-debian12
COPY main.py /app/main.py

ENV PYTHONPATH=/app/lib
CMD ["/usr/bin/python3.11", "/app/main.py"]
