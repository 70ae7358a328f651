ARG TARGETPLATFORM
FROM --platform=$BUILDPLATFORM python:3.11-slim-bookworm AS builder
COPY main.py /app/
FROM builder AS check
RUN python3 -m py_compile /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=check /app /app
