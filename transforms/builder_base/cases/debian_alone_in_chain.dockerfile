FROM debian:12 AS builder
RUN apt-get update && \
    apt-get install -y --no-install-recommends python3 && \
    rm -rf /var/lib/apt/lists/* && \
    mkdir -p /app
WORKDIR /app
COPY main.py ./
RUN python3 -m py_compile main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
