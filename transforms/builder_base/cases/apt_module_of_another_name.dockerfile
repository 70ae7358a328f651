FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends python3 meson && rm -rf /var/lib/apt/lists/*
RUN python3 -m mesonbuild.mesonmain --version
COPY main.py /app/
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
