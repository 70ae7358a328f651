FROM cgr.dev/acme.example/python:latest-dev@sha256:3dd7cc108ec1493442514f5c2a871af6af0ec31d768ff6e378a93340c3b3db5f AS builder
RUN pip install --target=/deps flask

FROM cgr.dev/acme.example/python:latest
COPY --from=builder /deps /deps
CMD ["-m", "flask"]
