FROM gcr.io/distroless/python3-debian12
# byte code may be written here
ENV PYTHONDONTWRITEBYTECODE=
COPY . /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
