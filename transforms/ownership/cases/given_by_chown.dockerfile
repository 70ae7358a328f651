FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
RUN mkdir -p /var/lib/app && pip install flask
COPY . /build
RUN chmod +x /build/main.py && chown -Rv 65532:65532 /build /var/lib/app
# Looks, and changes nothing.
RUN apt-get update && apt-get install -y tini && ls -l && test -f main.py && python3 -c "import sys; print(sys.path)"
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && python3 -m py_compile /build/main.py && chmod 644 main.py && rm -rf tests
COPY --chown=65532:65532 settings.json /build/settings.json

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /build /app
COPY --from=builder /build/*.py /more/
COPY --link --from=builder \
  /var/lib/app/ /var/lib/app/
CMD ["/app/main.py"]
