FROM --platform=$TARGETPLATFORM debian:12-slim AS builder
RUN apt-get update && apt-get install -y python3 python3-pip
RUN pip3 install --target=/deps gunicorn
COPY app /app

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/deps
COPY --from=builder /deps /deps
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
