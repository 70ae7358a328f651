FROM python:3.11-slim AS builder
WORKDIR /app
COPY pyproject.toml run.py ./
COPY src src
RUN pip install --editable .

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/app/src

COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=builder --chown=65532:65532 /app /app
WORKDIR /app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "run.py"]
