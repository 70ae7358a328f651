FROM mirror.corp/library/python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps flask

FROM mirror.corp/distroless/python3-debian12:nonroot
COPY --from=builder /deps /deps
CMD ["-m", "flask"]
