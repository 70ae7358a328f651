FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK CMD ["sh", "-c", "curl -s http://localhost:8000/health | grep ok"]
CMD ["/usr/bin/python3", "/app/main.py"]
