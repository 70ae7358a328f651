FROM acme/pdm:2 AS builder
WORKDIR /srv
COPY pyproject.toml uv.lock ./
RUN pdm install --prod

FROM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY main.py ./
COPY --from=builder /srv /srv
CMD ["main.py"]
