FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y python3 python3-venv
ENV VIRTUAL_ENV=/opt/venv
RUN python3 -m venv $VIRTUAL_ENV
WORKDIR /app
COPY . .
RUN /opt/venv/bin/pip install -r requirements.txt

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
CMD ["/app/main.py"]
