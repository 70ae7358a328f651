FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py settings.py tunnel-manager.py server.py broken.py /app/
EXPOSE 80
CMD ["/usr/bin/python3.11", "/app/main.py"]
