FROM python:3.12-slim AS builder
COPY main.py /app/
RUN pip install --target=/deps requests
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /app /app
ENV PYTHONPATH=/deps:/opt/python3.12
CMD ["/app/main.py"]
