FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install flask
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local/bin/python3.11 /usr/local/bin/python3.11
COPY --from=builder /app /app
ENTRYPOINT ["/usr/local/bin/python3.11", "/app/main.py"]
