FROM --platform=$TARGETPLATFORM ghcr.io/astral-sh/uv:python3.11-bookworm-slim AS builder
RUN ln -s /usr/local/bin/python3.11 /usr/bin/python3.11 && uv venv --python /usr/bin/python3.11 /opt/venv
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PATH=/opt/venv/bin:$PATH
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/opt/venv/bin/python", "/app/main.py"]
