ARG PYTHON_VERSION=3.11
FROM python:${PYTHON_VERSION}-slim-bookworm AS builder
WORKDIR /app
COPY requirements.txt main.py ./
RUN pip install --target=/deps -r requirements.txt

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /app /app
CMD ["/app/main.py"]
