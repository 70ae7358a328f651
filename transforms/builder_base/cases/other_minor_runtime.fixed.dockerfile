FROM python:3.13-slim-trixie AS builder
WORKDIR /app
COPY requirements.txt main.py ./
RUN pip install --target=/deps -r requirements.txt

FROM gcr.io/distroless/python3-debian13
COPY --from=builder /deps /deps
COPY --from=builder /app /app
CMD ["/app/main.py"]
