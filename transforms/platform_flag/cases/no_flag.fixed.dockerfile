FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /app
COPY main.py .

FROM builder AS tested
RUN python3 -m compileall /app

FROM scratch AS nothing

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=tested /app /app
CMD ["/app/main.py"]
