FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN pip install --no-cache-dir -qt /deps click==8.1.7 && \
    pip install -Ut/more "uvicorn[standard]>=0.20"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/deps:/more
COPY --from=builder /deps /deps
COPY --from=builder /more /more
COPY main.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
