FROM python:3.12-slim@sha256:3dd7cc108ec1493442514f5c2a871af6af0ec31d768ff6e378a93340c3b3db5f AS builder
RUN pip install --target=/deps flask

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
CMD ["-m", "flask"]
