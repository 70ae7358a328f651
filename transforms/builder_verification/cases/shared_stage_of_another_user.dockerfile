FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS deps
COPY helper.py /deps/

FROM deps AS builder
USER 65532
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=deps /deps /app
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
