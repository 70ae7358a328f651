FROM python:3.11-slim AS builder
COPY requirements.txt .
RUN pip install --user -r requirements.txt

FROM python:3.11-slim AS final-builder
COPY --from=builder /root/.local /root/.local
ENV PATH=/root/.local/bin:$PATH
WORKDIR /app
COPY app.py .

FROM gcr.io/distroless/python3-debian12

COPY --from=final-builder /root/.local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=final-builder --chown=65532:65532 /app /app
WORKDIR /app
USER 65532:65532
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "app.py"]
