FROM gcr.io/distroless/python3-debian13
COPY main.py /app/main.py
HEALTHCHECK CMD ["/usr/bin/python3.13", "-c", "import urllib.request; \
urllib.request.urlopen('http://localhost:8000/health', timeout=29)"]
CMD ["/app/main.py"]
