FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /src
COPY main.py .
RUN python -m compileall -b . && rm *.py

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY --from=builder /src /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "main.pyc"]
