FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --user flask

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder --chown=65532:65532 /root/.local /home/nonroot/.local
COPY main.py /app/
USER 65532:65532
CMD ["/usr/bin/python3.11", "/app/main.py"]
