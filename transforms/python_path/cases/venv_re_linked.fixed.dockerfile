FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN python -m venv /opt/venv && ln -sf /usr/bin/python3 /opt/venv/bin/python
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PATH=/opt/venv/bin:$PATH
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/opt/venv/bin/python3", "/app/main.py"]
