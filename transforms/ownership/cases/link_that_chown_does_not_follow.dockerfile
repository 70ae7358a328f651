FROM python:3.11-slim-bookworm AS builder
COPY main.py /data/app/
RUN ln -s /data/app /app && chown -R 65532:65532 /app
FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /app/ /app/
USER 65532:65532
CMD ["/app/main.py"]
