FROM python:3.11-slim-bookworm AS builder
COPY . /build
ARG TOOL

FROM gcr.io/distroless/python3-debian12:nonroot
ARG TOOL
COPY --from=builder /usr/bin/tini /build/run.py /app/
COPY --from=builder /usr/bin/$TOOL /app/tool
COPY --from=builder /var/lib/ /app/var/lib/
COPY --from=builder /usr/local/app /app/lib
COPY main.py /
COPY ["settings.json", "/usr/local/app/"]
CMD ["/main.py"]
