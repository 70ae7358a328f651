FROM python:3.11-slim AS builder
WORKDIR /app
COPY app.py .
COPY app.py copy.py

FROM gcr.io/distroless/python3-debian12

COPY --from=builder --chown=65532:65532 /app /app
WORKDIR /app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "app.py"] \
