FROM gcr.io/distroless/python3-debian12
COPY *.py /app/
ENTRYPOINT ["python3", "/app/main.py"]
