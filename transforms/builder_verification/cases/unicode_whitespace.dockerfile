FROM debian:12-slim AS builder
RUN apt-get install -y python3
 COPY main.py /app/

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
