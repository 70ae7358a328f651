FROM python:3.11-slim-bookworm AS builder
COPY mini-1.0.tar.gz other.zip ./
RUN pip install mini-1.0.tar.gz other.zip six==1.16.0

# Verify Python works and the packages are there
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    python3 -m pip show --quiet six && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
COPY main.py /app/main.py
CMD ["/usr/bin/python3.11", "/app/main.py"]
