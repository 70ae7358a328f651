FROM python:3.11-slim-bookworm AS builder
RUN pip install flask
COPY main.py /app/main.py
FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/app:/usr/local/lib/python3.12/site-packages:/usr/local/lib/python3.11/site-packages
ENV PATH=/usr/local/bin:/usr/bin:/bin
ENV PYTHONUNBUFFERED=1
ENV PYTHONDONTWRITEBYTECODE=1
ENV PYTHONIOENCODING=utf-8
ENV LANG=C.UTF-8
ENV LC_ALL=C.UTF-8
COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
