FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
RUN pip install flask && rm -rf /opt/venv/lib/python3.11/site-packages/pip*

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /opt/venv/lib/python3.11/site-packages /a
COPY main.py /srv/
CMD ["/usr/bin/python3.11", "/srv/main.py"]
