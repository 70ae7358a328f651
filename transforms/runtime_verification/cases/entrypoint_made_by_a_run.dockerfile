FROM python:3.11-slim-bookworm AS builder
COPY app /app
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
RUN ["/usr/bin/python3.11", "-c", "import compileall, pathlib; compileall.compile_dir('/app', legacy=True, quiet=1); [p.unlink() for p in pathlib.Path('/app').rglob('*.py')]"]
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.pyc"]
