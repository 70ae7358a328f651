FROM gcr.io/distroless/python3-debian13
COPY main.py /app/main.py
CMD ["/app/main.py"]
