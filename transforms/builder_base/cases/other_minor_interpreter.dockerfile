FROM python:3.12-slim AS builder
COPY main.py /app/
RUN pip install requests
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local/lib/python3.12 /usr/local/lib/python3.12
COPY --from=builder /usr/local/bin/python3.12 /usr/local/bin/python3.12
COPY --from=builder /app /app
ENTRYPOINT ["/usr/local/bin/python3.12", "/app/main.py"]
