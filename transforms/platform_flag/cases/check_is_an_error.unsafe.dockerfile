# check=skip=StageNameCasing;error=true
FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
CMD ["/app/main.py"]
