FROM gcr.io/distroless/python3
COPY main.py /app/main.py
ENTRYPOINT []
CMD ["/usr/bin/python3.13", "/app/main.py"]
