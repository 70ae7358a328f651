FROM python:3.11-slim-bookworm AS builder
RUN pip install flask

FROM gcr.io/distroless/python3-debian12

ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/ \
    PYTHONIOENCODING=utf-8 \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8

COPY --from=builder /usr/local/lib/python3.11/site-packages /
CMD ["/usr/bin/python3.11", "/main.py"]
