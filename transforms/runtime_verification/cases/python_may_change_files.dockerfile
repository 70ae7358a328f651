FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY . .
RUN <<EOF python3
import pathlib
for path in pathlib.Path("app").glob("dev_*.py"):
    path.unlink()
EOF

FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1
COPY --from=builder /build/app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
