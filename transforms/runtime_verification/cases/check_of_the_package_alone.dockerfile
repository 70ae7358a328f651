FROM python:3.11-slim-bookworm AS builder
COPY app /srv/app
FROM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY --from=builder /srv /srv
RUN ["/usr/bin/python3.11", "-c", "import importlib.util; assert importlib.util.find_spec('app')"]
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "app.main"]
