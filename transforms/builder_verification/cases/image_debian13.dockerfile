FROM python:3.13-slim-trixie AS builder
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian13
COPY --from=builder /app /app
CMD ["/app/main.py"]
