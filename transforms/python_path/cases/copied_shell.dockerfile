FROM --platform=$TARGETPLATFORM debian:12-slim AS builder
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /bin/sh /bin/sh
COPY --from=builder /app /app
ENTRYPOINT []
CMD python3 /app/main.py
