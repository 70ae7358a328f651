FROM python:3.11-slim AS builder
COPY app.py /app.py

FROM gcr.io/distroless/python3-debian12

COPY --from=builder --chown=65532:65532 /app.py /app.py
WORKDIR /
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app.py"]
