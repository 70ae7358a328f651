FROM registry.example/python:latest-dev AS builder
RUN pip install --target=/deps flask

FROM cgr.dev/acme.example/python:latest
COPY --from=builder /deps /deps
CMD ["-m", "flask"]
