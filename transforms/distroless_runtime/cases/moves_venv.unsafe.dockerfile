FROM python:3.11-slim AS builder
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
ENV PYTHONPATH=/app
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/app
ENV PYTHONPATH=$PYTHONPATH:/opt/venv/lib/python3.11/site-packages

COPY --from=builder /opt/venv/lib/python3.11/site-packages /opt/venv/lib/python3.11/site-packages
COPY --from=builder --chown=65532:65532 /app /app
WORKDIR /app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "gunicorn", "app:app"]
