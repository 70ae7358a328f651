FROM python:3.11-slim-bookworm AS builder
RUN touch /app/__init__.py /var/log/app.log && echo "" > /etc/motd
RUN if [ -d /x
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
