FROM gcr.io/distroless/python3-debian12
USER root
COPY --chown=65532:65532 main.py /app/main.py
RUN ["/usr/bin/python3.11", "-c", "import os"]

# tini comes first.
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
