FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
RUN pip install --target=deps six

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/deps
COPY --from=builder /build/deps /deps
COPY main.py /app/main.py
CMD ["/usr/bin/python3.11", "/app/main.py"]
