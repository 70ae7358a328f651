FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN python -m venv /opt/venv
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/app:/opt/venv/lib:/srv/venv/lib/python3.11/site-packages
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/opt/venv/bin/python3", "/app/main.py"]
