FROM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY <<MAIN /app/main.py
print("inline")
MAIN
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "main.py"]
