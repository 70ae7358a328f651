FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12 AS base
ENV PYTHONUNBUFFERED=1 PYTHONPATH=/lib1

FROM base

ENV PATH=/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONIOENCODING=utf-8 \
    LC_ALL=C.UTF-8 \
    PYTHONPATH=$PYTHONPATH:/usr/local/lib/python3.11/site-packages

ENV LANG=C.UTF-8
COPY main.py /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
