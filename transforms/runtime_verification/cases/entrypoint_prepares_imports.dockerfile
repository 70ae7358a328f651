FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps pymysql django

FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1
COPY --from=builder /deps /usr/local/lib/python3.11/site-packages
COPY . /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
