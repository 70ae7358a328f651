FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
RUN mkdir -p /var/lib/app data /srv/cache && \
    echo "APP_DIRECTORY_$(date +%s)" > /var/lib/app/.keep \
      # What the cache is for.
      && echo "CACHE_DIRECTORY_$(date +%s)" > /srv/cache/.gitkeep && \
    echo "DATA_DIRECTORY_$(date +%s)" > data/.app-keep
RUN touch /build/__init__.py && echo "BUILD_DIRECTORY_$(date +%s)" > /build/.keep && touch "/build/py.typed" /build/x.py && chmod 644 /build/.keep
RUN echo "RUN_DIRECTORY_$(date +%s)" > /srv/cache/run/.keep || true
COPY main.py /build/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /build /app
COPY --from=builder /var/lib/app/ /var/lib/app/
COPY --from=builder /srv/cache /cache
CMD ["/app/main.py"]
