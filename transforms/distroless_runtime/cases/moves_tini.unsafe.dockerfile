FROM python:3.11-slim AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
RUN apt-get update && apt-get install -y --no-install-recommends tini curl git gcc \
 && rm -rf /var/lib/apt/lists/*
COPY . .

FROM gcr.io/distroless/python3-debian12

COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=builder --chown=65532:65532 /app /app
COPY --from=builder /usr/bin/tini /usr/bin/tini
WORKDIR /app
USER 65532:65532
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["/usr/bin/python3.11", "-m", "celery", "-A", "app", "worker"]
