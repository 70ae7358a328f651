FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY requirements.txt .
RUN pip install --target=/deps -r requirements.txt
FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/deps
COPY --from=builder /deps /deps
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
