FROM python:3.11-slim-bookworm AS build
COPY app /app

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /app/main.py && \
    python3 -m py_compile /app/main.py && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12 AS app
COPY --from=build /app /app
CMD ["/app/main.py"]

FROM gcr.io/distroless/python3-debian12:debug AS debug
COPY --from=app /app /app
CMD ["/app/main.py", "--debug"]
