FROM python:3.11-slim-bookworm AS builder
COPY app /app
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
RUN ["/usr/bin/python3.11", "-m", "compileall", "-q", "-b", "/app"]
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.pyc"]
