FROM python:3.11-slim-bookworm AS builder
COPY requirements.txt .
COPY tools /tools
RUN pip install --target=/deps -r requirements.txt && /tools/strip.sh

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY main.py /app/
ENV PYTHONPATH=/deps
CMD ["/usr/bin/python3.11", "/app/main.py"]
