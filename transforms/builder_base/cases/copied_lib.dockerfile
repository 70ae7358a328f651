FROM python:3.11-slim AS builder
RUN pip3 install fastapi

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local/lib /usr/local/lib
COPY main.py /app/
CMD ["/app/main.py"]
