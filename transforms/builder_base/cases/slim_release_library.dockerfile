FROM python:3.11-slim AS builder
WORKDIR /app
COPY requirements.txt main.py ./
RUN pip install --target=/deps -r requirements.txt

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /app /app
COPY --from=builder /usr/lib/x86_64-linux-gnu/libicuuc.so.76 /usr/lib/
CMD ["/app/main.py"]
