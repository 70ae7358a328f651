FROM debian:12-slim AS builder
# what the build needs
RUN apt-get update && \
    # Python, to compile the sources
    apt-get install -y --no-install-recommends python3 && \
    rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY main.py ./

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
