FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY main.py ./
COPY old/helper.py pkg/
COPY pkg /new/pkg
RUN rm -rf /build/pkg && cp -r /new/pkg /build/pkg

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
