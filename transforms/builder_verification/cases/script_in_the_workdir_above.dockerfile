FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY . .
RUN cp -r src /app && cp extra/* /app/
RUN ./tools/prune.sh
RUN chmod 755 /app

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
