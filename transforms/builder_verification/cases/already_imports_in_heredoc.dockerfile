FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
COPY main.py helper.py /app/
RUN python3 - <<PY
import helper
PY

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
