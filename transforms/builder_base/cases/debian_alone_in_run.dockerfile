FROM debian:12-slim AS builder

# Python for the build
RUN set -eux; apt-get update; \
    apt-get install -y \
      python3=3.11.2-1+b1 \
      python-is-python3; \
    apt-get clean; rm -rf /var/lib/apt/lists/* /var/cache/apt

WORKDIR /app
COPY main.py ./

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
