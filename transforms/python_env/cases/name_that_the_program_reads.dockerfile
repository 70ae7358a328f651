FROM gcr.io/distroless/python3-debian12
COPY app /app
CMD ["/app/main.py"]
