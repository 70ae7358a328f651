ARG REGISTRY
FROM $REGISTRY/python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps flask

FROM $REGISTRY/distroless/python3-debian12:nonroot
COPY --from=builder /deps /deps
CMD ["-m", "flask"]
