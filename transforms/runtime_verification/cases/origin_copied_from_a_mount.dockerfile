FROM python:3.11-slim-bookworm AS builder
COPY tools /tools
RUN --mount=type=bind,target=/src mkdir -p /build && cp -r /src/app/. /build/

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /build /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
