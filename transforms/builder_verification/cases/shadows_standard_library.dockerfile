FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY pkg/ ./

FROM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY --from=builder /build /app/pkg
CMD ["/usr/bin/python3.11", "-m", "pkg.main"]
