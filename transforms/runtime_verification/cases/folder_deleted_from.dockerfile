FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY . /app/
RUN find /app -name "test_*.py" -delete

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
COPY main.py /app/main.py
CMD ["/usr/bin/python3.11", "/app/main.py"]
