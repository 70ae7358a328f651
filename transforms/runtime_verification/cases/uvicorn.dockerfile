FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps uvicorn

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /usr/local/lib/python3.11/site-packages
WORKDIR /app
COPY api api
CMD ["/usr/bin/python3.11", "-m", "uvicorn", "api.app:app", "--port", "80"]
