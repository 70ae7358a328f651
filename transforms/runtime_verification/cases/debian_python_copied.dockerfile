# Debian's own Python needs nothing but what the image has.
FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y python3-minimal

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/bin/python3.11 /app/usr/bin/python3.11
COPY main.py /app/
ENTRYPOINT []
CMD ["/app/usr/bin/python3.11", "/app/main.py"]
