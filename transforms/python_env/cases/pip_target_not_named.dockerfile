FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps requests

FROM gcr.io/distroless/python3-debian12
ENV PYTHONUNBUFFERED=1
COPY --from=builder /deps/ /app/deps/
CMD ["/usr/bin/python3.11", "/app/main.py"]
