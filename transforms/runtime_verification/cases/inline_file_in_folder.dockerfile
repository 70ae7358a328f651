FROM gcr.io/distroless/python3-debian12
COPY <<"main.py" <<lib.py /app/
print("inline")
main.py
X = 1
lib.py
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
