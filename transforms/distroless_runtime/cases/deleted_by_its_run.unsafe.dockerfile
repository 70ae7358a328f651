FROM python:3.11-slim AS builder
COPY wheels /wheels
COPY requirements.txt /requirements.txt
RUN pip install --no-index --find-links=/wheels -r /requirements.txt && rm -rf /wheels
RUN rm -f /requirements.txt && mkdir -p /tmp/work /tmp/build && rm -rf /tmp/b* /var/cache/x
WORKDIR /app
COPY app.py .

FROM gcr.io/distroless/python3-debian12

COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=builder --chown=65532:65532 /app /app
COPY --from=builder --chown=65532:65532 /tmp/work /tmp/work
WORKDIR /app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "app.py"]
