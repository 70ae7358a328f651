FROM python:3.11-slim-bookworm AS builder
COPY main.py /src/
RUN umask 077 && cp -r /src /app && chown -R 1000:1000 /app

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /app /app
USER 1000:1000
CMD ["/app/main.py"]
