FROM gcr.io/distroless/python3-debian12
COPY service /app/service
ENV PYTHONPATH=/app
ENTRYPOINT ["python3", "/app/service/main.py"]
