FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local /usr/local
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["python3", "/app/main.py"]
