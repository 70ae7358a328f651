FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS tests
RUN pip install --upgrade pip setuptools wheel && pip install flask && find /usr/local -depth -type d -name tests -exec rm -rf {} + && rm -rf /root/.cache
RUN apt-get purge -y --auto-remove gcc

# Verify Python works and the packages are there
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    python3 -m pip show --quiet flask && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM debian:12-slim AS debian
RUN apt-get update && apt-get install -y python3-pip && pip install --break-system-packages flask && rm -rf /var/lib/apt/lists/*

# Verify Python works and the packages are there
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    python3 -m pip show --quiet flask && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=tests /usr/local/lib/python3.11/site-packages /a
COPY --from=debian /usr/local/lib/python3.11/dist-packages /b
COPY main.py /srv/
CMD ["/usr/bin/python3.11", "/srv/main.py"]
