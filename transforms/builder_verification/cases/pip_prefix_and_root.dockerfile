FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --prefix=/install flask && pip install --root /root-of-it requests

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /install /usr/local
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
