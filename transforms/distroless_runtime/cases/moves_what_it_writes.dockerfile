FROM python:3.11-slim
WORKDIR /app
COPY . .
RUN mkdir -p /data && touch /data/a && install -d /srv/b && curl -o /data/c https://x/c && wget -O /data/d https://x/d && git config --global a b && unzip a.zip -d /data
RUN tar -xf a.tar -C /data
RUN cp app.py /data/e && ln -s /data/e /data/g
RUN chown -R 1000 /data /opt/more && chmod 644 /data/a /opt/x && sed -i s/a/b/ /data/c
CMD ["python", "app.py"]
