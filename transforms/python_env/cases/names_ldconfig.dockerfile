FROM gcr.io/distroless/python3-debian13
COPY main.py /app/
CMD ["/app/main.py"]
