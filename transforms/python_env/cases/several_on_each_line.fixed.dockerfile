FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV A=1 PYTHONPATH=/app:/usr/local/lib/python3.11/site-packages \
    C=3 D=4 \
    PATH=/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONIOENCODING=utf-8 \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8
COPY main.py /app/
