FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS records
RUN pip install flask && find /usr/local -name "*.dist-info" -exec rm -rf {} +

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS pip-itself
RUN pip install flask
RUN cd /usr/local/lib/python3.11/site-packages && rm -rf pip setuptools wheel

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS other-tool
RUN pip install flask
RUN uv pip uninstall --system flask

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS handed-on
RUN pip install flask && pip freeze | xargs pip uninstall -y

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS venv
RUN python -m venv /opt/venv && /opt/venv/bin/pip install flask && rm -rf /opt/venv/lib/python3.11/site-packages/*.dist-info

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM --platform=$TARGETPLATFORM debian:12-slim AS debian
RUN apt-get update && apt-get install -y python3-pip && pip install --break-system-packages flask && apt-get purge -y python3-pip

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=records /usr/local/lib/python3.11/site-packages /a
COPY --from=pip-itself /usr/local/lib/python3.11/site-packages /b
COPY --from=other-tool /usr/local/lib/python3.11/site-packages /c
COPY --from=handed-on /usr/local/lib/python3.11/site-packages /d
COPY --from=venv /opt/venv/lib/python3.11/site-packages /e
COPY --from=debian /usr/local/lib/python3.11/dist-packages /f
COPY main.py /srv/
CMD ["/usr/bin/python3.11", "/srv/main.py"]
