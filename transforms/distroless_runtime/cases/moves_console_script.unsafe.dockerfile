FROM python:3.11-slim AS builder
WORKDIR /src
COPY . .
RUN pip install .

FROM gcr.io/distroless/python3-debian12

COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=builder --chown=65532:65532 /src /src
COPY --from=builder /usr/local/bin/acme /usr/local/bin/acme
WORKDIR /src
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/usr/local/bin/acme", "serve", "--port", "8000"]
