FROM python:3.11-slim-bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends \
    python3-pip \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.txt main.py ./
RUN apt-get install -y --no-install-recommends tini && pip3 install --break-system-packages --target=/deps -r requirements.txt

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/deps PATH=/usr/local/bin:/usr/bin:/bin
COPY --from=builder /deps /deps
COPY --from=builder /usr/bin/tini /usr/local/bin/tini
COPY --from=builder /app /app
CMD ["/app/main.py"]
