FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /tools
COPY tools ./
RUN python report.py && python3 -c "import sys; print(sys.path)" && openssl version
COPY app /build/app
RUN apt-get update && useradd -m x && chmod -R a+rX /build && ls -R /build && find /build -name "*.pyc" -delete

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build/app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
