FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN mkdir -p /tools && ln -s /usr/bin/python3 /tools/python
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PATH=/tools:$PATH
COPY --from=builder /tools /tools
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["python", "/app/main.py"]
