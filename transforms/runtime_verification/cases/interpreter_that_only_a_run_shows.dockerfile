FROM gcr.io/distroless/python3-debian12
COPY main.py /app/
RUN ["/app/usr/bin/python3.11", "-c", "print(1)"]
CMD ["/app/usr/bin/python3.11", "/app/main.py"]
