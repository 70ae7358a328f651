FROM gcr.io/distroless/python3-debian12 AS base

ENV PATH=/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/usr/local/lib/python3.11/site-packages \
    PYTHONIOENCODING=utf-8 \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8

COPY app /app
WORKDIR /app
RUN ["python3","-c","import core"]
FROM base AS api
CMD ["main.py"]
FROM base AS worker
COPY --from=base /app/__pycache__ /app/cache
CMD ["main.py"]
