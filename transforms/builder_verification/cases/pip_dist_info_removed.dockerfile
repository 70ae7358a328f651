FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY requirements.txt .
RUN pip install --target=/deps -r requirements.txt
RUN rm -rf /deps/flask-3.0.0.dist-info

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
