FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN python -m venv /opt/venv && ./relink.sh
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
RUN ["/opt/venv/bin/python3", "-c", "print(1)"]
ENTRYPOINT []
CMD ["/opt/venv/bin/python3", "/app/main.py"]
