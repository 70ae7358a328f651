FROM python:3.11-slim AS builder
USER 1000
ENV HOME=/srv/home
WORKDIR /srv/app
RUN pip install --user flask
COPY app.py .

FROM gcr.io/distroless/python3-debian12
ENV HOME=/srv/home
ENV PYTHONPATH=/srv/home/.local/lib/python3.11/site-packages

COPY --from=builder /srv/home/.local/lib/python3.11/site-packages /srv/home/.local/lib/python3.11/site-packages
COPY --from=builder --chown=65532:65532 /srv/app /srv/app
WORKDIR /srv/app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "app.py"]
