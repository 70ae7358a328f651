FROM python:3.11-slim-bookworm AS builder

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local /usr/local
RUN ["/usr/local/bin/python3.11", "--version"]
COPY main.py /app/
ENTRYPOINT []
CMD ["/usr/local/bin/python3.11", "/app/main.py"]
