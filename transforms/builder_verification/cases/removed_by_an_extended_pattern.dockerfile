FROM python:3.11-slim-bookworm AS builder
SHELL ["/bin/bash", "-O", "extglob", "-c"]
COPY app /app
RUN cd /app && rm -rf !(main.py|conf.py)
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
