FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps flask

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /usr/local/lib/python3.11/site-packages
COPY main.py helper.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
