FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
RUN touch ./data/.keep /build/cache/.keep
RUN echo "DATA" > data/.keep
WORKDIR cache
RUN echo "CACHE" > .keep
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
