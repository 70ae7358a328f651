FROM gcr.io/distroless/python3-debian12 AS base
ONBUILD ENV PYTHONPATH=/app/lib

FROM base

ENV PATH=/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONIOENCODING=utf-8 \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8

COPY main.py /app/
CMD ["/app/main.py"]
