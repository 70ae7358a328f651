FROM gcr.io/distroless/python3-debian12
COPY --chown=65532:65532 main.py /app/main.py
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "main.py"]
WORKDIR /app
USER 65532:65532
