FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
ENTRYPOINT []
HEALTHCHECK CMD ["/usr/bin/python3.11", "/app/check.py"]
CMD cd /app && python3 main.py
