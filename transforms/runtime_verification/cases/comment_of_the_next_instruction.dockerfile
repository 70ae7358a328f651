FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1
COPY main.py /app/
# How it starts.
CMD ["/usr/bin/python3.11", "/app/main.py"]
