FROM python:3.11-slim-bookworm AS builder
COPY app /app
COPY in /in
RUN sh -e < /in/b.sh

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
