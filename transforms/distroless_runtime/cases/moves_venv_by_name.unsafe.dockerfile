FROM python:3.11 AS deps
RUN python -m venv /venv && /venv/bin/pip install flask
FROM python:3.11-slim AS builder
COPY --from=deps /venv /venv
WORKDIR /app
COPY app.py .

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/venv/lib/python3.11/site-packages

COPY --from=builder /venv/lib/python3.11/site-packages /venv/lib/python3.11/site-packages
COPY --from=builder --chown=65532:65532 /app /app
WORKDIR /app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "app.py"]
