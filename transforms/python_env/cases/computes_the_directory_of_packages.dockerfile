FROM python:3.11-slim-bookworm AS builder
RUN pip install click

FROM gcr.io/distroless/python3-debian12
ENV PYTHONUNBUFFERED=1
COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
