FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
HEALTHCHECK CMD ["python3", "-c", "import sys; print(1)"]
CMD ["/usr/bin/python3", "/app/main.py"]
