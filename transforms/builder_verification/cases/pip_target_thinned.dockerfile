FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps flask && pip install --target=/kept click
RUN find /deps -name "*.dist-info" -exec rm -rf {} + && find /kept -name "__pycache__" -exec rm -rf {} +

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /kept /kept
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
