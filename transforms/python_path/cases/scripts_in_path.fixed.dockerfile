FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --user flask
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /root/.local/bin /usr/local/bin
COPY --from=builder /root/.local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
