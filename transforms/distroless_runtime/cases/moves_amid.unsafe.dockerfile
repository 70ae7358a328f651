FROM python:3.11-slim AS builder
# Where it listens

ENV A=1
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt

FROM gcr.io/distroless/python3-debian12 AS production
ENV A=1

COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY --from=builder --chown=65532:65532 /app /app
WORKDIR /app
LABEL maintainer="a@b"
EXPOSE 8000
# never read by the build
HEALTHCHECK --timeout=5s CMD ["/usr/bin/python3.11", "-c", "import urllib.request; \
urllib.request.urlopen('http://localhost:8000/', timeout=4)"]
STOPSIGNAL SIGINT
USER 65532:65532
# Start
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "flask", "run"]
