FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps flask

FROM gcr.io/distroless/python3-debian12 AS twelve
COPY --from=builder /deps /deps
CMD ["-m", "flask"]

FROM gcr.io/distroless/python3-debian13 AS thirteen
COPY --from=builder /deps /deps
CMD ["-m", "flask"]
