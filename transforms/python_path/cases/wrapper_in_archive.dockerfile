FROM gcr.io/distroless/python3-debian12
ADD overlay.tar.gz /
COPY main.py /app/
ENTRYPOINT ["python", "/app/main.py"]
