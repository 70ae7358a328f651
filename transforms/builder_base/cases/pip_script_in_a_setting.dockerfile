FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip && rm -rf /var/lib/apt/lists/*
RUN pip3 install --target=/deps clitool
COPY main.py supervisord.conf /app/
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
