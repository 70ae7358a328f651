FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY app/ src/

FROM builder AS test
COPY tests tests
RUN python tests/run.py

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=test /build/src /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
