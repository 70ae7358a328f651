FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV KEY=12
COPY main.py settings.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
