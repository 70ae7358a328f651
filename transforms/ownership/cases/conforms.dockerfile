ARG OWNER=65532:65532
FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
ARG OWNER
COPY --from=builder /packages /usr/local/lib/python3.11/site-packages
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder --chown=$OWNER /app /app
COPY --chown=nonroot:nonroot data/ /var/lib/app/
USER 65532:65532
CMD ["/app/main.py"]
