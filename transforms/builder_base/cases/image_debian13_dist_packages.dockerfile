FROM debian:13-slim AS builder
RUN apt-get update && apt-get install -y python3-pip && pip install --break-system-packages flask
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian13
COPY --from=builder /usr/local/lib/python3.13 /usr/local/lib/python3.13
COPY --from=builder /app /app
CMD ["/app/main.py"]
