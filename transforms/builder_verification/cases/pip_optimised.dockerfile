FROM python:3.11-slim-bookworm AS builder
ENV PYTHONOPTIMIZE=1
RUN pip install --target=/deps six

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
ENV PYTHONPATH=/deps
CMD ["-m", "six"]
