FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
RUN mkdir -p /var/lib/app data /srv/cache && \
    touch /var/lib/app/.keep \
      # What the cache is for.
      /srv/cache/.gitkeep && \
    echo "" > data/.app-keep
RUN touch /build/__init__.py /build/.keep "/build/py.typed" /build/x.py && chmod 644 /build/.keep
RUN touch /srv/cache/run/.keep || true
COPY main.py /build/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /build /app
COPY --from=builder /var/lib/app/ /var/lib/app/
COPY --from=builder /srv/cache /cache
CMD ["/app/main.py"]
