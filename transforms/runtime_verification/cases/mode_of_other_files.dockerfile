FROM python:3.11-slim-bookworm AS builder
COPY app /srv/app
RUN mkdir -p -m 0700 ~/.ssh && echo x >> ~/.ssh/known_hosts && chmod 600 /root/.netrc && install -m 600 /dev/null /etc/pip.conf

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /srv/app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
