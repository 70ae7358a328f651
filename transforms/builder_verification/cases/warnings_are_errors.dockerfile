FROM python:3.11-slim-bookworm AS builder
ENV PYTHONWARNINGS=error
WORKDIR /app
COPY main.py .

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
