FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:debug
COPY main.py /app/
HEALTHCHECK CMD wget -q --spider http://localhost:8000/health || exit 1
CMD ["/usr/bin/python3", "/app/main.py"]
