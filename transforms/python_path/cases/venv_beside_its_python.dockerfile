# The Python that the venv leads to is copied, too: it may start.
FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN python -m venv /opt/venv
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /usr/local /usr/local
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/opt/venv/bin/python3", "/app/main.py"]
