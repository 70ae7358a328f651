FROM python:3.11-slim-bookworm AS builder
COPY sessions/main.py /app/
COPY sessions/core/ /app/sessions/core/
COPY sessions/__init__.py /app/sessions/

# Create the user
RUN useradd lucid

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
