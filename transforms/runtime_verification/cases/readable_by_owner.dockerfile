FROM gcr.io/distroless/python3-debian12
COPY --chown=65532:65532 --chmod=700 main.py /app/main.py

USER 65532:65532
CMD ["/usr/bin/python3.11", "/app/main.py"]
