FROM python:3.11-slim-bookworm AS builder
RUN ["touch", "/app/.keep"]
RUN <<END
mkdir -p /app/data
touch /app/data/.keep
END
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
