FROM python:3.11-slim-bookworm AS builder
RUN apt-get update && apt-get install -y tini
COPY main.py /build/main.py

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /usr/bin/ /app/usr/bin/
COPY --from=builder /usr/local/bin/ /app/usr/local/bin/
COPY --from=builder /usr/local/lib/python3.11/site-packages /packages
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /app/etc/ssl/certs/
COPY --from=builder /usr/bin/tini /usr/bin/curl /opt/bin/
COPY --from=builder --chown=65532:65532 /build /app
CMD ["/app/main.py"]
