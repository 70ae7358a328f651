FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends python3-minimal
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PATH=/app/usr/bin:$PATH
COPY --from=builder /usr/bin/ /app/usr/bin/
COPY --from=builder /app /app
ENTRYPOINT []
HEALTHCHECK CMD ["/app/usr/bin/python3", "/app/check.py"]
CMD ["/app/usr/bin/python3.11", "/app/main.py"]
