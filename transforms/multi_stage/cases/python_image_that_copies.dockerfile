FROM python:3.12 AS builder
RUN pip install --target /packages flask

FROM python:3.12-slim
COPY --from=builder /packages /packages
