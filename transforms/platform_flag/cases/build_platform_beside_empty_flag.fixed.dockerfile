# The stage of the empty flag is one for the target platform, and has a RUN.
FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY main.py /app/

FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS packages
RUN pip install --target=/packages requests

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=packages /packages /packages
COPY --from=builder /app /app
