FROM gcr.io/distroless/python3
COPY main.py /app/main.py
CMD ["/app/main.py"]
