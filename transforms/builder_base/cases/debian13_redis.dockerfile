FROM debian:13-slim AS builder
RUN apt-get update && apt-get install -y python3 python3-pip
COPY requirements.txt /
RUN pip install --target=/deps -r /requirements.txt
COPY main.py /app/
FROM gcr.io/distroless/python3-debian13
COPY --from=builder /deps /deps
COPY --from=builder /app /app
CMD ["/app/main.py"]
