FROM python:3.11-slim AS builder
ENV POETRY_VIRTUALENVS_IN_PROJECT=1
RUN pip install poetry
WORKDIR /app
COPY . .
RUN poetry install --no-root

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/app/.venv/lib/python3.11/site-packages

COPY --from=builder --chown=65532:65532 /app /app
WORKDIR /app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "app.py"]
