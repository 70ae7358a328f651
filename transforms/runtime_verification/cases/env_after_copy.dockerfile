FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py helper.py /app/
ENV PYTHONPATH=/app/lib
ENV OTHER=1
CMD ["/usr/bin/python3.11", "/app/main.py"]
