FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY . .
RUN <<EOF python3
import pathlib
for p in pathlib.Path("app").glob("dev_*.py"):
    p.unlink()
EOF

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build/app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
