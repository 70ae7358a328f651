FROM python:3.11-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends build-essential libffi-dev libcurl4-openssl-dev libxml2-dev python3-dev sqlite3 zlib1g-dev
WORKDIR /app
COPY requirements.txt main.py ./
RUN pip install --target=/deps -r requirements.txt

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /app /app
CMD ["/app/main.py"]
