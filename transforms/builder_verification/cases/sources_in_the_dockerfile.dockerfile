FROM python:3.11-slim-bookworm AS builder
COPY <<EOF /app/main.py
print(1)
EOF
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
