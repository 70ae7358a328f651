FROM python:3.11-slim AS build
COPY requirements.txt .
RUN pip install --prefix=/install -r requirements.txt
FROM python:3.11-slim AS builder
COPY --from=build /install /usr/local
COPY app.py /srv/
WORKDIR /srv

FROM gcr.io/distroless/python3-debian12

COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=builder --chown=65532:65532 /srv /srv
WORKDIR /srv
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "app.py"]
