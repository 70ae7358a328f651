FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ARG PYTHONPATH=/app/vendor
COPY app /app
RUN ["/usr/bin/python3.11", "-c", "import acme_core"]
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
