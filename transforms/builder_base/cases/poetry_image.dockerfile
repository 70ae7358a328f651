FROM acme/poetry:1.8 AS builder
WORKDIR /srv
COPY pyproject.toml uv.lock ./
RUN poetry config virtualenvs.in-project true && poetry install --only main

FROM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY main.py ./
COPY --from=builder /srv/.venv /srv/.venv
CMD ["main.py"]
