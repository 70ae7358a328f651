FROM python:3.11-slim-bookworm AS builder
RUN pip install six
RUN apt-get remove -y python3-six

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY main.py /app/main.py
CMD ["/usr/bin/python3.11", "/app/main.py"]
