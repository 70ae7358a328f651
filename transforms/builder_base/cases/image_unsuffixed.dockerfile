FROM python:3.11-slim AS builder
RUN pip install --target=/deps flask

FROM gcr.io/distroless/python3
COPY --from=builder /deps /deps
CMD ["-m", "flask"]
