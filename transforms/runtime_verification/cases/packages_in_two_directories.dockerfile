FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --target=/opt/plugins itsdangerous
COPY acme_boot-1.0-py3-none-any.whl /
RUN pip install --no-index --target=/deps /acme_boot-1.0-py3-none-any.whl

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/deps
COPY --from=builder /deps /deps
COPY --from=builder /opt/plugins /opt/plugins
COPY app /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
