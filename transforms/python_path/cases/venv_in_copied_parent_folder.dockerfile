FROM --platform=$TARGETPLATFORM debian:12-slim AS builder
RUN apt-get update && apt-get install -y python3-venv && python3 -m venv /opt/venv
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /opt /opt
COPY --from=builder /app /app
ENV PATH=/opt/venv/bin:$PATH
ENTRYPOINT []
CMD ["python3", "/app/main.py"]
