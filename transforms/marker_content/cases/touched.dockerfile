FROM python:3.11-slim-bookworm AS builder
RUN mkdir -p /app /var/lib/app /var/log/app \
    && touch /app/.keep /var/lib/app/.gitkeep \
    # This one is empty as well.
    && echo "" > /var/log/app/.app-marker
RUN printf '' > /app/.placeholder
RUN : > /var/log/app/.keep
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
