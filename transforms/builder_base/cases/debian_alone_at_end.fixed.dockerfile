FROM python:3.11-slim-bookworm AS builder
RUN mkdir -p /app && apt-get update
WORKDIR /app
COPY main.py ./

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
