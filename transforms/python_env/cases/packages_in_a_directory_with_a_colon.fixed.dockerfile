FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps flask

FROM gcr.io/distroless/python3-debian12

ENV PATH=/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONIOENCODING=utf-8 \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8

COPY --from=builder /deps /deps:3.11
CMD ["/usr/bin/python3.11", "/main.py"]
