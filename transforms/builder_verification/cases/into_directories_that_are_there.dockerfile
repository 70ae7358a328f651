FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /app
RUN mkdir -p /lib-of-it/deep
COPY main.py /app
COPY helper.py /lib-of-it/deep
COPY note.txt /app/data/
COPY numbers.py /app/data

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
COPY --from=builder /lib-of-it/deep /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
