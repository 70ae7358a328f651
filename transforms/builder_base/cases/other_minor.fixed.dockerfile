FROM python:3.12-slim-bookworm AS builder
ENV PYTHONPATH=/usr/local/lib/python3.12/site-packages
WORKDIR /app
COPY requirements.txt main.py vendor/python3.12.txt ./
# The packages lie in python3.12's own folder.
RUN pip3.12 install -r requirements.txt && \
    # python3.12 keeps tests
    rm -rf /usr/local/lib/python3.12/site-packages/tests

FROM python:3.11-slim-bookworm AS assemble
COPY --from=builder /usr/local/lib/python3.12/site-packages /deps

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/app:/usr/local/lib/python3.12/site-packages
COPY --from=builder /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages
COPY --from=assemble /deps /deps
COPY --from=builder ["/app", "/app"]
CMD ["/app/main.py"]
