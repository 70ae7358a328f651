FROM gcr.io/distroless/python3-debian12

ENV PATH=/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=#1 \
    PYTHON'DONTWRITEBYTECODE=1 \
    PYTHONPATH=/usr/local/lib/python3.11/site-packages \
    PYTHONIOENCODING=utf-8 \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8

CMD ["/app/main.py"]
