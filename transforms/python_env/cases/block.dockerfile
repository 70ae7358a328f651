FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PATH=/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app
COPY main.py /app/
ENV SERVICE=x
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
