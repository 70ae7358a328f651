FROM python:3.11-slim-bookworm AS builder
COPY app /app
RUN { echo "import os"; echo "K = os.environ['KEY']"; } >> /app/conf.py
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
