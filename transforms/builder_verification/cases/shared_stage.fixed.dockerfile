FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS common
WORKDIR /srv
COPY app/ ./

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /srv/main.py && \
    python3 -m py_compile /srv/main.py && \
    python3 -m py_compile /srv/helper.py && \
    echo "✅ Builder stage verification passed"

FROM common AS api
RUN pip install --target=/deps click

FROM common AS worker
RUN pip install --target=/deps requests

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12 AS api-image
COPY --from=api /srv /app
COPY --from=api /deps /deps
CMD ["/usr/bin/python3.11", "/app/main.py"]

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12 AS worker-image
COPY --from=worker /srv /app
COPY --from=worker /deps /deps
CMD ["/usr/bin/python3.11", "/app/main.py"]
