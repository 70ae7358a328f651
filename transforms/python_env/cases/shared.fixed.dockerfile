FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:nonroot AS base

ENV PATH=/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/usr/local/lib/python3.11/site-packages \
    PYTHONIOENCODING=utf-8 \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8

WORKDIR /app
COPY *.py .

FROM base AS api
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "api.py"]

FROM base AS worker
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "worker.py"]
