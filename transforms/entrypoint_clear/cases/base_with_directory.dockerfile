FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY src /code

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /code /code
CMD ["/code"]
