FROM python:3.11-slim-bookworm AS builder
# BEGIN packages (generated)
RUN pip install flask
# END packages
# BEGIN sources
COPY main.py /app/main.py
  # the last of them
RUN ls /app
# END sources

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /app/main.py && \
    python3 -m py_compile /app/main.py && \
    echo "✅ Builder stage verification passed"

FROM python:3.11-slim-bookworm AS open
# SOURCES_BEGIN
COPY other.py /other/other.py

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    python3 -m py_compile /other/other.py && \
    echo "✅ Builder stage verification passed"

LABEL a=b

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /app /app
COPY --from=open /other/other.py /other/other.py
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
