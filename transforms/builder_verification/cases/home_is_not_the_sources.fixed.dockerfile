FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY main.py helper.py ./

# Verify Python works and the sources compile
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    test -f /build/main.py && \
    python3 -m py_compile /build/main.py && \
    python3 -m py_compile /build/helper.py && \
    echo "✅ Builder stage verification passed"

RUN apt-get clean && rm -rf ~/.cache "$HOME/.npm" && echo "umask 022" >> ~/.bashrc

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
