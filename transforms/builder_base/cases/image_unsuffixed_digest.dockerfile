FROM python:3.11-slim AS builder
RUN pip install --target=/deps flask

FROM gcr.io/distroless/python3:latest@sha256:a79c243bfb51021d2d08f6ea977396c3f1f416a49566306397776e6710a0735e
COPY --from=builder /deps /deps
CMD ["-m", "flask"]
