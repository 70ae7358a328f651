FROM gcr.io/distroless/python3-debian12
COPY . /app
CMD ["/app/main.py"]
