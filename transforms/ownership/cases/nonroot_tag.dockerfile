FROM gcr.io/distroless/python3-debian12:nonroot
COPY --chown=65532 main.py /app/main.py
CMD ["/app/main.py"]
