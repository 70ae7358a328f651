FROM python:3.12-slim AS builder
RUN pip install --target /packages flask
COPY --from=builder /packages /app/packages
