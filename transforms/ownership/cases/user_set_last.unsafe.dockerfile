FROM gcr.io/distroless/python3-debian12:nonroot
WORKDIR /app
COPY --chown=65532:65532 main.py /app/main.py
USER 65532:65532
EXPOSE 80
CMD ["/usr/bin/python3.11", "/app/main.py"]
