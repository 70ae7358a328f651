FROM python:3.11-slim-bookworm AS builder
ARG WITH_CERTS
RUN pip install --target=/deps idna
RUN [ -n "$WITH_CERTS" ] || exit 0; pip install --target=/deps certifi

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY main.py /app/
ENV PYTHONPATH=/deps
CMD ["/usr/bin/python3.11", "/app/main.py"]
