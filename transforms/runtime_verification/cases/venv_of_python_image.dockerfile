FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN python3 -m venv /opt/venv

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /opt/venv /opt/venv
COPY main.py helper.py /app/
CMD ["/opt/venv/bin/python3", "/app/main.py"]
