FROM python:3.11-slim-bookworm AS builder
COPY packages.txt .
RUN apt-get update && xargs -a packages.txt apt-get install -y
WORKDIR /app
COPY requirements.txt main.py ./
RUN pip install --target=/deps -r requirements.txt

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /app /app
CMD ["/app/main.py"]
