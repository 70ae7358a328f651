FROM python:3.11-slim-bookworm AS builder
RUN pip install --user requests

FROM gcr.io/distroless/python3-debian12:nonroot
ENV PYTHONUNBUFFERED=1
COPY --from=builder /root/.local /home/nonroot/.local
CMD ["/usr/bin/python3.11", "/app/main.py"]
