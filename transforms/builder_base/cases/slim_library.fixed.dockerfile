FROM python:3.11-slim-bookworm AS builder
WORKDIR /app
COPY requirements.txt main.py ./
RUN pip install --target=/deps -r requirements.txt

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /app /app
COPY --from=builder /lib/*-linux-*/libssl.so.3 /lib/*-linux-*/libc.so.6 /lib*/ld-linux-*.so.2 /lib/
CMD ["/app/main.py"]
