FROM --platform=$TARGETPLATFORM python:3.12-slim-bookworm AS builder
RUN ln -s /usr/local/bin/python3.12 /usr/bin/python3.12 && /usr/bin/python3.12 -m venv /opt/venv
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/opt/venv/bin/python3.12", "/app/main.py"]
