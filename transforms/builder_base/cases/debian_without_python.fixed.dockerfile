FROM python:3.11-slim-bookworm AS builder
WORKDIR /app
COPY main.py ./
RUN chmod 0644 main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
