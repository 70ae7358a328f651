FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PYTHONUNBUFFERED=1\
    PYTHONPATH=/app
COPY main.py /app/
CMD ["/usr/bin/python3.11", "-c", "print(1)"]