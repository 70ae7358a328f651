# Tunnel tools: control-port helpers for the gateway
# Build from the repository root:
#   docker build -f services/tunnel-tools/Dockerfile .

ARG BUILD_DATE
ARG VCS_REF
ARG VERSION=1.0.0

# =============================================================================
# Stage 1: builder
# =============================================================================
FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS tunnel-builder

ARG VERSION

ENV DEBIAN_FRONTEND=noninteractive

RUN apt-get update && apt-get install -y --no-install-recommends \
      ca-certificates \
      tini \
    && apt-get clean \
    && rm -rf /var/lib/apt/lists/* /tmp/* /var/tmp/*

WORKDIR /app

# Directories with marker files that have content, before they are copied
RUN mkdir -p /app/scripts /var/lib/tunnel /var/log/tunnel \
    && echo "SCRIPTS_DIRECTORY_$(date +%s)" > /app/scripts/.keep \
    && echo "LIB_DIRECTORY_$(date +%s)" > /var/lib/tunnel/.keep \
    && echo "LOG_DIRECTORY_$(date +%s)" > /var/log/tunnel/.keep \
    && chown -R 65532:65532 /app /var/lib/tunnel /var/log/tunnel

# Application files
COPY services/tunnel-tools/entrypoint.py /app/entrypoint.py
COPY services/tunnel-tools/tunnel_metrics.py /app/tunnel_metrics.py
COPY services/tunnel-tools/tunnel_status.py /app/tunnel_status.py
COPY services/tunnel-tools/scripts/ /app/scripts/

RUN chmod +x /app/entrypoint.py || true \
    && echo "ENTRYPOINT_$(date +%s)" > /app/.entrypoint-marker

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /app/entrypoint.py && \
    python3 -m py_compile /app/entrypoint.py && \
    python3 -m py_compile /app/tunnel_metrics.py && \
    python3 -m py_compile /app/tunnel_status.py && \
    echo "✅ Builder stage verification passed"

# =============================================================================
# Stage 2: distroless runtime
# =============================================================================
FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:latest

ARG BUILD_DATE
ARG VCS_REF
ARG VERSION=1.0.0

LABEL maintainer="Platform Team" \
      org.opencontainers.image.created="${BUILD_DATE}" \
      org.opencontainers.image.revision="${VCS_REF}" \
      org.opencontainers.image.version="${VERSION}" \
      com.example.service="tunnel-tools"

# Minimal, safe PATH and Python settings
ENV PATH=/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app:/usr/local/lib/python3.11/site-packages \
    PYTHONIOENCODING=utf-8 \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8

# tini from the builder, for signal handling
COPY --from=tunnel-builder /usr/bin/tini /usr/bin/tini

# Application and data directories, owned by the non-root user
COPY --from=tunnel-builder --chown=65532:65532 /app /app
COPY --from=tunnel-builder --chown=65532:65532 /var/lib/tunnel /var/lib/tunnel
COPY --from=tunnel-builder --chown=65532:65532 /var/log/tunnel /var/log/tunnel

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/entrypoint.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
import entrypoint; \
import tunnel_metrics; \
import tunnel_status; \
print('✅ All tunnel-tools modules verified')"]

# Fallback defaults; the real values come from the environment
ENV CONTROL_HOST=tor-proxy \
    CONTROL_PORT=9051 \
    ONION_PORTS="80 gateway:8080" \
    TUNNEL_PORT=7000

# Health check: can the control port be reached?
HEALTHCHECK --interval=30s --timeout=10s --start-period=45s --retries=3 \
    CMD ["/usr/bin/python3.11", "-c", "import os, socket; \
host = os.getenv('CONTROL_HOST', 'tor-proxy'); \
port = int(os.getenv('CONTROL_PORT', '9051')); \
s = socket.socket(); \
s.settimeout(2); \
result = s.connect_ex((host, port)); \
s.close(); \
exit(0 if result == 0 else 1)"]

EXPOSE 7000

# Run as non-root
USER 65532:65532
WORKDIR /app

# tini for correct signal handling; Python runs the entrypoint, no shell
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["/usr/bin/python3.11", "/app/entrypoint.py"]
