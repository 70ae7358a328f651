FROM python:3.11-slim AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
RUN groupadd -r app && useradd -r -g app app && mkdir /data && chown app /data
COPY . .

FROM gcr.io/distroless/python3-debian12

COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=builder --chown=65532:65532 /app /app
COPY --from=builder --chown=65532:65532 /data /data
WORKDIR /app
# not root
USER 65532:65532
ENV A=1
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-u", "app.py"]
