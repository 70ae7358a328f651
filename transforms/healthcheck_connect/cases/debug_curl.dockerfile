FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:debug
COPY main.py /app/
HEALTHCHECK CMD ["curl", "-f", "http://localhost:8000/health"]
CMD ["/usr/bin/python3", "/app/main.py"]
