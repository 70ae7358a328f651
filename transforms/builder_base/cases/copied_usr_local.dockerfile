FROM python:3.11-slim AS builder
RUN python -m pip install fastapi

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local /usr/local
COPY main.py /app/
CMD ["/app/main.py"]
