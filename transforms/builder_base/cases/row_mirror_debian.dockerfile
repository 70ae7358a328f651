FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends python3 tini
COPY main.py /app/main.py

FROM mirror.corp/distroless/python3-debian12:nonroot
COPY --from=builder /usr/bin/tini /usr/bin/tini
COPY --from=builder /app /app
CMD ["/app/main.py"]
