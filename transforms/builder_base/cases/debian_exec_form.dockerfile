FROM debian:12-slim AS builder
RUN ["apt-get", "update"]
RUN ["apt-get", "install", "-y", "python3", "python3-pip"]
WORKDIR /app
COPY requirements.txt main.py ./
RUN pip install --target=/deps -r requirements.txt

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /app /app
CMD ["/app/main.py"]
