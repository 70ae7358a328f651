FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
# The builder's Python gets the path that it has in distroless.
RUN ln -s /usr/local/bin/python3 /usr/bin/python3 && /usr/bin/python3 -m venv --without-pip /opt/venv
COPY main.py /app/

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PATH=/opt/venv/bin:$PATH
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
ENTRYPOINT []
CMD ["/opt/venv/bin/python3", "/app/main.py"]
