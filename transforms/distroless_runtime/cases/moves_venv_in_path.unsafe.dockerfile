FROM python:3.11 AS deps
RUN python -m venv /opt/env && /opt/env/bin/pip install flask
FROM python:3.11-slim AS builder
ENV PATH=/opt/env/bin:$PATH
COPY --from=deps /opt/env /opt/env
WORKDIR /app
COPY app.py .

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/opt/env/lib/python3.11/site-packages

COPY --from=builder /opt/env/lib/python3.11/site-packages /opt/env/lib/python3.11/site-packages
COPY --from=builder --chown=65532:65532 /app /app
WORKDIR /app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "app.py"]
