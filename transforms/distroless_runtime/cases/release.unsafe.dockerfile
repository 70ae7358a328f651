# syntax=docker/dockerfile:1
FROM --platform=$TARGETPLATFORM python:3.13-slim-trixie AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install --target=/opt/python3.13/site-packages -r requirements.txt
COPY main.py .

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian13:nonroot
ENV PYTHONPATH=/opt/python3.13/site-packages
COPY --from=builder /opt/python3.13/site-packages /opt/python3.13/site-packages
COPY --from=builder --chown=65532:65532 /app /app
WORKDIR /app
# lucid-fix ignore=LF006 python3.11 in a comment stays
RUN ["/usr/bin/python3.13", "-m", "compileall", "-q", "/app"]
HEALTHCHECK --timeout=3s CMD ["/usr/bin/python3.13", "-c", \
    "print(3.110)"]
ENTRYPOINT []
CMD ["/usr/bin/python3.13", "main.py"]
