FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY requirements.txt .
RUN pip install --no-cache-dir --target=/deps -r requirements.txt redis

FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/deps
COPY --from=builder /deps /deps
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
