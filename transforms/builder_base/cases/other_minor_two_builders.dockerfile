FROM python:3.12-slim AS packages
RUN pip install requests
FROM python:3.12-slim AS builder
COPY --from=packages /usr/local/lib/python3.12/site-packages /opt/python3.12/site-packages
COPY main.py /app/

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /opt/python3.12/site-packages /packages
COPY --from=builder /app /app
CMD ["/app/main.py"]
