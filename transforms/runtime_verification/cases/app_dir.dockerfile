FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps uvicorn

FROM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY --from=builder /deps /usr/local/lib/python3.11/site-packages
COPY src/ /app/src/
COPY common.py /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "uvicorn", "main:app", "--app-dir", "/app/src"]
