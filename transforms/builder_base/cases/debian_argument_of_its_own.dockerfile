FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends python3
ARG PYTHON_VERSION=3.11
COPY . /out/lib/py${PYTHON_VERSION}/

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /out/lib/py3.11 /app
CMD ["/app/main.py"]
