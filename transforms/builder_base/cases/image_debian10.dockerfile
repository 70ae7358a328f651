FROM python:3.7-slim-buster AS builder
RUN pip install --target=/deps flask

FROM gcr.io/distroless/python3-debian10
COPY --from=builder /deps /deps
CMD ["-m", "flask"]
