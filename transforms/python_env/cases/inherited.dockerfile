FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12 AS base
ENV PYTHONUNBUFFERED=1 PYTHONPATH=/lib1

FROM base
ENV LANG=C.UTF-8
COPY main.py /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
