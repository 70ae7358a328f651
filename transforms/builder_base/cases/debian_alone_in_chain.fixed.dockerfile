FROM python:3.11-slim-bookworm AS builder
RUN apt-get update && \
    rm -rf /var/lib/apt/lists/* && \
    mkdir -p /app
WORKDIR /app
COPY main.py ./
RUN python3 -m py_compile main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
