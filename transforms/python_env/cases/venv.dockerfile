FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y python3-venv && python3 -m venv /opt/venv

FROM gcr.io/distroless/python3-debian12
ENV PATH=/usr/local/bin:/usr/bin:/bin PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONIOENCODING=utf-8 LANG=C.UTF-8 LC_ALL=C.UTF-8
COPY --from=builder /opt/venv /opt/venv
CMD ["/opt/venv/bin/python3", "/app/main.py"]
