FROM gcr.io/distroless/python3-debian12
COPY app/main.py /app/main.py
WORKDIR /app
RUN ["/usr/bin/python3.11", "-c", "import mainly, remain"]
CMD ["/usr/bin/python3.11", "main.py"]
