FROM python:3.11-slim-bookworm AS builder
RUN pip install flask

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local/lib/python3.11/site-packages /
CMD ["/usr/bin/python3.11", "/main.py"]
