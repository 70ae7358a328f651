FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK CMD wget -q --spider http://localhost:8080/health || exit 1
CMD ["/usr/bin/python3.11", "/app/main.py"]
