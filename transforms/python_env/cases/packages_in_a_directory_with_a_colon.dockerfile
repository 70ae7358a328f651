FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps flask

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps:3.11
CMD ["/usr/bin/python3.11", "/main.py"]
