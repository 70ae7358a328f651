FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
ARG EXTRA=
RUN if [ -n "$EXTRA" ]; then pip install --target=/deps debugpy; fi && pip install --target=/deps click

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
