FROM python:3.9-slim-bullseye AS builder
RUN pip install --target=/deps flask

FROM gcr.io/distroless/python3-debian11
COPY --from=builder /deps /deps
CMD ["-m", "flask"]
