FROM python:3.11-slim-bookworm AS builder
RUN ln -s /usr/local/bin/python3 /usr/bin/python
COPY src /srv/r1

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /srv/r1/main.py && \
    python3 -m py_compile /srv/r1/main.py && \
    python3 -m py_compile /srv/r1/util.py && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /srv/r1 /app
CMD ["/app/main.py"]
