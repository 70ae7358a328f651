FROM python:3.11-slim AS builder
RUN useradd -m app
USER app
WORKDIR /srv/app
RUN pip install flask
COPY app.py .

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/home/app/.local/lib/python3.11/site-packages

COPY --from=builder /home/app/.local/lib/python3.11/site-packages /home/app/.local/lib/python3.11/site-packages
COPY --from=builder --chown=65532:65532 /srv/app /srv/app
WORKDIR /srv/app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "app.py"]
