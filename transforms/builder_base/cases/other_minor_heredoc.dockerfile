FROM python:3.12-slim AS builder
COPY main.py /app/
RUN <<EOF
pip install requests
cp -r /usr/local/lib/python3.12/site-packages /deps
EOF
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /app /app
CMD ["/app/main.py"]
