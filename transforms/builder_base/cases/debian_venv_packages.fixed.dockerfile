FROM python:3.11-slim-bookworm AS builder
RUN apt-get update && apt-get install -y python3-venv
ENV VIRTUAL_ENV=/opt/venv
RUN python3 -m venv $VIRTUAL_ENV
WORKDIR /app
COPY . .
RUN /opt/venv/bin/pip install -r requirements.txt

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /opt/venv/lib/python3.11/site-packages /packages
COPY --from=builder /app /app
CMD ["/app/main.py"]
