FROM gcr.io/distroless/python3-debian12
HEALTHCHECK --timeout=10s CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:'+str(${PORT:-8081})+'/health', timeout=5)"]
CMD ["/app/main.py"]
