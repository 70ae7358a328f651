FROM python:3.11-slim AS builder
COPY app.yml /etc/app/
COPY app.py /
RUN mkdir -p /var/log/app

FROM gcr.io/distroless/python3-debian12

COPY --from=builder --chown=65532:65532 /etc/app/app.yml /etc/app/app.yml
COPY --from=builder --chown=65532:65532 /app.py /app.py
COPY --from=builder --chown=65532:65532 /var/log/app /var/log/app
WORKDIR /
HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://localhost:80')"]
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app.py"]
