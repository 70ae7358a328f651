FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/
RUN chmod -R 755 /app && chmod a+x /app/main.py

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder --chmod=0644 /app/main.py /app/
USER 1000:1000
CMD ["/app/main.py"]
