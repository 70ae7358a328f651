FROM python:3.9-slim-bullseye AS builder
RUN pip install --target=/deps flask
FROM gcr.io/distroless/python3@sha256:a79c243bfb51021d2d08f6ea977396c3f1f416a49566306397776e6710a0735e

ENV PATH=/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/deps \
    PYTHONIOENCODING=utf-8 \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8

COPY --from=builder /deps /deps
COPY main.py /app/main.py
CMD ["/app/main.py"]
