FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --target=/app flask && python3 -c "import flask"
COPY main.py helper.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
