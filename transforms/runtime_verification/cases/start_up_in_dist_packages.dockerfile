FROM gcr.io/distroless/python3-debian12
COPY boot.pth /usr/local/lib/python3.11/dist-packages/
COPY main.py /app/main.py
CMD ["/app/main.py"]
