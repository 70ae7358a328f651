FROM python:3.9-slim-bullseye AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .

FROM gcr.io/distroless/python3-debian11

COPY --from=builder /usr/local/lib/python3.9/site-packages /usr/local/lib/python3.9/site-packages
COPY --from=builder --chown=65532:65532 /app /app
WORKDIR /app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.9", "app.py"]
