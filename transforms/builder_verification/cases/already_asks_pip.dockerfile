FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps click && python3 -m pip check

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
