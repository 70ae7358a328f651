FROM python:3.11-slim-bookworm AS builder
COPY . /build
ARG TOOL

FROM gcr.io/distroless/python3-debian12:nonroot
ARG TOOL
COPY --from=builder --chown=65532:65532 /usr/bin/tini /build/run.py /app/
COPY --from=builder --chown=65532:65532 /usr/bin/$TOOL /app/tool
COPY --from=builder --chown=65532:65532 /var/lib/ /app/var/lib/
COPY --from=builder --chown=65532:65532 /usr/local/app /app/lib
COPY --chown=65532:65532 main.py /
COPY --chown=65532:65532 ["settings.json", "/usr/local/app/"]
CMD ["/main.py"]
