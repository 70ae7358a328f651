FROM python:3.13-slim-trixie AS builder
RUN apt-get update && apt-get install -y libssl3t64
RUN pip install --target=/deps flask

FROM gcr.io/distroless/python3-debian13
COPY --from=builder /deps /deps
CMD ["-m", "flask"]
