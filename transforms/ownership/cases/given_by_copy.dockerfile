FROM python:3.11-slim-bookworm AS builder
COPY --chown=65532:65532 main.py lib/ /src/
WORKDIR /src
COPY --chown=65532:65532 more /src/more

FROM gcr.io/distroless/python3-debian12:nonroot
copy --from=builder /src /app
CMD ["/app/main.py"]
