FROM python:3.11-slim-bookworm AS builder
WORKDIR /app
COPY main.py .
RUN python3 gen.py && rm -f /usr/local/bin/python3* /usr/local/bin/python

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
