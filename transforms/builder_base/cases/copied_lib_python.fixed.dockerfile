FROM python:3.11-slim-bookworm AS builder
RUN pip install fastapi

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local/lib/python3.11 /usr/local/lib/python3.11
COPY main.py /app/
CMD ["/app/main.py"]
