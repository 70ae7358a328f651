ARG PYTHON=3.11
FROM python:${PYTHON}-slim AS base
ARG VERSION=1
ENV VERSION=$VERSION PIP_NO_CACHE_DIR=1
ENV PIP_INDEX_URL=https://x
EXPOSE 80
WORKDIR /app
FROM base AS builder
COPY . .

FROM gcr.io/distroless/python3-debian12
ARG VERSION=1
ENV VERSION=$VERSION PIP_NO_CACHE_DIR=1

COPY --from=builder --chown=65532:65532 /app /app
WORKDIR /app
EXPOSE 80
# lucid-fix ignore=LF012 port 80 is below 1024
USER 0:0
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "app.py"]
