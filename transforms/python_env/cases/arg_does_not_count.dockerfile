FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ARG PYTHONUNBUFFERED=1
ARG LANG=C
ENV PYTHONPATH=/usr/local/lib/python3.11/site-packages
COPY main.py /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
