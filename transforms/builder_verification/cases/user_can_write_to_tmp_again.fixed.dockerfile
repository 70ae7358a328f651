FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN rm -rf /tmp/* && chmod 1777 /tmp
USER 65532
COPY app/ /srv/app/

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /srv/app/main.py && \
    python3 -m py_compile /srv/app/main.py && \
    python3 -m py_compile /srv/app/helper.py && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /srv/app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
