FROM python:3.13-slim-trixie AS builder
RUN pip install --target=/deps flask

FROM gcr.io/distroless/python3:nonroot AS one
COPY --from=builder /deps /deps
CMD ["-m", "flask"]

FROM gcr.io/distroless/python3-debian13 AS two
COPY --from=builder /deps /deps
CMD ["-m", "flask"]
