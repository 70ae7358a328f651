FROM python:3.12-slim AS builder
COPY . /app
RUN ln -s /usr/local/bin/python3.12 /usr/local/bin/python3
RUN command -v python
RUN command -v python3.

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
