FROM python:3.11-slim-bookworm AS builder
RUN echo "APP_DIRECTORY_$(date +%s)" > /app/.lucid-keep && echo "APP_DIRECTORY_$(date +%s)" > /app/host.yml.keep
RUN touch /var/lib/.zookeeper /var/lib/beekeeper
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
