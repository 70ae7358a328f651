FROM gcr.io/distroless/python3-debian12 AS base
COPY --chown=65532:65532 main.py /usr/src/app/main.py

FROM base
USER 65532:65532
CMD ["/usr/src/app/main.py"]
