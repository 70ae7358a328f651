FROM gcr.io/distroless/python3-debian12 AS base

ENV PATH=/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/usr/local/lib/python3.11/site-packages \
    PYTHONIOENCODING=utf-8 \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8

COPY main.py /app/
CMD ["/app/main.py"]

FROM base AS a
ENV A=1

FROM base AS b
ENV B=1

FROM base
