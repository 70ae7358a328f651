FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY pyproject.toml src ./
RUN pip install --target=/opt/app .

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /opt/app /opt/app
ENV PYTHONPATH=/opt/app
CMD ["/opt/app/bin/hello", "--name", "x"]
