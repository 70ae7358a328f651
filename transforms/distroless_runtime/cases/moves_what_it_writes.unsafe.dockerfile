FROM python:3.11-slim AS builder
WORKDIR /app
COPY . .
RUN mkdir -p /data && touch /data/a && install -d /srv/b && curl -o /data/c https://x/c && wget -O /data/d https://x/d && git config --global a b && unzip a.zip -d /data
RUN tar -xf a.tar -C /data
RUN cp app.py /data/e && ln -s /data/e /data/g
RUN chown -R 1000 /data /opt/more && chmod 644 /data/a /opt/x && sed -i s/a/b/ /data/c

FROM gcr.io/distroless/python3-debian12

COPY --from=builder --chown=65532:65532 /app /app
COPY --from=builder --chown=65532:65532 /data /data
COPY --from=builder --chown=65532:65532 /srv/b /srv/b
COPY --from=builder --chown=65532:65532 /opt/more /opt/more
COPY --from=builder --chown=65532:65532 /opt/x /opt/x
WORKDIR /app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "app.py"]
