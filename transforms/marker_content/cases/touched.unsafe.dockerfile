FROM python:3.11-slim-bookworm AS builder
RUN mkdir -p /app /var/lib/app /var/log/app \
    && echo "APP_DIRECTORY_$(date +%s)" > /app/.keep && touch /var/lib/app/.gitkeep \
    # This one is empty as well.
    && echo "" > /var/log/app/.app-marker
RUN echo "APP_DIRECTORY_$(date +%s)" > /app/.placeholder
RUN : > /var/log/app/.keep
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
