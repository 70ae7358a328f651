# Another interpreter than the image's own finds its own packages.
FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y python3-minimal

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/app
COPY --from=builder /usr/bin/python3.11 /app/usr/bin/python3.11
ENTRYPOINT []
CMD ["/app/usr/bin/python3.11", "/app/main.py"]
