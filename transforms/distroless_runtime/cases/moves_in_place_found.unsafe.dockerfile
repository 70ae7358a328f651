FROM python:3.11-slim AS builder
WORKDIR /app
COPY pyproject.toml ./
COPY svc svc
RUN pip install -e .

FROM gcr.io/distroless/python3-debian12

COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=builder --chown=65532:65532 /app /app
WORKDIR /app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "svc"]
